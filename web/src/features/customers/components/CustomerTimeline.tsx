import {
  AudioOutlined,
  CustomerServiceOutlined,
  FileTextOutlined,
  MessageOutlined,
  PhoneOutlined,
  ShoppingCartOutlined,
  SmileOutlined,
} from "@ant-design/icons";
import { Alert, Empty } from "antd";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { instant } from "@/api/clock";
import type { CustomerEvent } from "@/api/types";
import { callDirection, callOutcome, ticketStatus, visitState } from "@/shared/codeWords";
import { useQueueName } from "@/shared/directory";
import { errorText } from "@/shared/errorText";
import { formatDateTime, formatDuration, pickText } from "@/shared/format";
import { EventList } from "@/shared/ui/EventList";
import { Loading } from "@/shared/ui/Loading";
import { useCustomerTimeline } from "../api";
import styles from "../timeline.module.css";

const ICONS = {
  call: <PhoneOutlined />,
  recording: <AudioOutlined />,
  voicemail: <AudioOutlined />,
  callback: <PhoneOutlined />,
  ticket: <FileTextOutlined />,
  order: <ShoppingCartOutlined />,
  document: <FileTextOutlined />,
  message: <MessageOutlined />,
  survey: <SmileOutlined />,
  visit: <CustomerServiceOutlined />,
};

function pathOf(event: CustomerEvent): string | null {
  switch (event.kind) {
    case "call":
    case "survey":
      return `/calls/${event.id}`;
    case "recording":
      return `/calls/${event.data.call_id}`;
    case "voicemail":
      return "/voicemails";
    case "ticket":
    case "order":
    case "document":
      return `/documents/${event.id}`;
    case "visit":
      return `/visits/${event.id}`;
    default:
      return null;
  }
}

interface Words {
  t: TFunction;
  language: string;
  queueName: (id: string | null) => string;
}

function describe(event: CustomerEvent, { t, language, queueName }: Words): string {
  const word = (key: string) => (typeof event.data[key] === "string" ? (event.data[key] as string) : "");
  const seconds = Number(event.data.talk_seconds ?? event.data.seconds ?? 0);
  switch (event.kind) {
    case "call":
      return [
        callDirection(word("direction"), t),
        callOutcome(word("outcome"), t),
        formatDuration(seconds),
        pickText((event.data.disposition_name ?? {}) as Record<string, string>, language),
      ]
        .filter(Boolean)
        .join(" · ");
    case "visit":
      return [t("customers.event_visit"), visitState(word("state"), t)].filter(Boolean).join(" · ");
    case "ticket":
    case "document":
      return [word("number"), word("title"), ticketStatus(word("status"), t)].filter(Boolean).join(" · ");
    case "order":
      return [t("customers.event_order"), word("number"), word("title"), ticketStatus(word("status"), t)]
        .filter(Boolean)
        .join(" · ");
    case "recording":
      return `${t("customers.event_recording")} · ${formatDuration(seconds)}`;
    case "callback":
      return `${t("customers.event_callback")} · ${queueName(word("queue"))}`;
    case "message":
      return `${t("customers.event_message")} · ${word("recipient")}`;
    case "survey": {
      const answers = (event.data.answers ?? []) as { score: number }[];
      return `${t("customers.event_survey")} · ${answers.map((answer) => answer.score).join(" / ")}`;
    }
    case "voicemail":
      return `${t("words.voicemail")} · ${formatDuration(seconds)}`;
  }
}

/** What was written down of a call or a visit: whoever talks to the customer next wants to know. */
function noteOf(event: CustomerEvent): string {
  const { note } = event.data;
  return (event.kind === "call" || event.kind === "visit") && typeof note === "string" ? note : "";
}

function When({ path, text }: { path: string | null; text: string }) {
  return path === null ? <span>{text}</span> : <Link to={path}>{text}</Link>;
}

/** Everything that happened with a customer, newest first. */
export function CustomerTimeline({ customer }: { customer: string }) {
  const { t, i18n } = useTranslation();
  const timeline = useCustomerTimeline(customer);
  const queueName = useQueueName();
  const words = { t, language: i18n.language, queueName };
  if (timeline.isPending) return <Loading />;
  if (timeline.error) return <Alert type="error" showIcon title={errorText(timeline.error, t, i18n.language)} />;
  const events = timeline.data.items;
  if (events.length === 0) {
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("customers.no_history")} />;
  }
  return (
    <EventList
      items={events.map((event) => ({
        key: `${event.kind}:${event.id}`,
        icon: ICONS[event.kind],
        content: (
          <>
            <When path={pathOf(event)} text={formatDateTime(instant(event.at), i18n.language)} />
            <div>{describe(event, words)}</div>
            {noteOf(event) && <div className={styles.note}>{noteOf(event)}</div>}
          </>
        ),
      }))}
    />
  );
}
