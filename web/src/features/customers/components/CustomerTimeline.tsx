import { AudioOutlined, FileTextOutlined, PhoneOutlined } from "@ant-design/icons";
import { Alert, Empty } from "antd";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { instant } from "@/api/clock";
import type { CustomerEvent } from "@/api/types";
import { callDirection, callOutcome, ticketStatus } from "@/shared/codeWords";
import { errorText } from "@/shared/errorText";
import { formatDateTime, formatDuration } from "@/shared/format";
import { EventList } from "@/shared/ui/EventList";
import { Loading } from "@/shared/ui/Loading";
import { useCustomerTimeline } from "../api";

const ICONS = { call: <PhoneOutlined />, ticket: <FileTextOutlined />, voicemail: <AudioOutlined /> };

function pathOf(event: CustomerEvent): string {
  if (event.kind === "voicemail") return "/voicemails";
  return event.kind === "ticket" ? `/tickets/${event.id}` : `/calls/${event.id}`;
}

function describe(event: CustomerEvent, t: TFunction): string {
  const word = (key: string) => (typeof event.data[key] === "string" ? (event.data[key] as string) : "");
  const seconds = Number(event.data.talk_seconds ?? event.data.seconds ?? 0);
  switch (event.kind) {
    case "call":
      return [callDirection(word("direction"), t), callOutcome(word("outcome"), t), formatDuration(seconds)]
        .filter(Boolean)
        .join(" · ");
    case "ticket":
      return [word("number"), word("title"), ticketStatus(word("status"), t)].filter(Boolean).join(" · ");
    case "voicemail":
      return `${t("words.voicemail")} · ${formatDuration(seconds)}`;
  }
}

/** Everything that happened with a customer, newest first. */
export function CustomerTimeline({ customer }: { customer: string }) {
  const { t, i18n } = useTranslation();
  const timeline = useCustomerTimeline(customer);
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
            <Link to={pathOf(event)}>{formatDateTime(instant(event.at), i18n.language)}</Link>
            <div>{describe(event, t)}</div>
          </>
        ),
      }))}
    />
  );
}
