import { Alert, Badge, Empty } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { instant, serverNow } from "@/api/clock";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { useCallbacks } from "@/features/callbacks/api";
import { useMessages } from "@/features/messages/api";
import { openMessages } from "@/features/messages/drawer";
import { useMyNumbers } from "@/features/mynumbers/api";
import { useVoicemails } from "@/features/voicemails/api";
import { useRenew } from "@/live/useRenew";
import { useQueueName } from "@/shared/directory";
import { errorText } from "@/shared/errorText";
import { formatDuration, formatMoment } from "@/shared/format";
import { Loading } from "@/shared/ui/Loading";
import { Panel } from "@/shared/ui/Panel";
import styles from "../desk.module.css";
import { CallableNumber } from "./CallableNumber";

const FEW = 5;

/** What waits for the agent beside calls: callbacks, numbers to call, messages on voicemail, words from supervisors. */
export function ToDo() {
  const user = useUser();
  return (
    <>
      {mayDo(user, "callbacks.read") && <Callbacks />}
      <MyNumbers />
      {mayDo(user, "voicemails.read") && <Voicemails />}
      <Messages />
    </>
  );
}

interface Query<T> {
  data: { items: T[]; total: number } | undefined;
  isPending: boolean;
  error: unknown;
}

interface ListProps<T> {
  title: string;
  query: Query<T>;
  empty: string;
  more: ReactNode;
  row: (item: T) => ReactNode;
}

function List<T extends { id: string }>({ title, query, empty, more, row }: ListProps<T>) {
  const { t, i18n } = useTranslation();
  const { data } = query;
  return (
    <Panel
      title={title}
      extra={
        <span>
          {data && data.total > 0 && <Badge count={data.total} color="var(--state-ringing)" />} {more}
        </span>
      }
    >
      {query.isPending && <Loading />}
      {Boolean(query.error) && <Alert type="error" showIcon title={errorText(query.error, t, i18n.language)} />}
      {data?.items.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={empty} />}
      {data && data.items.length > 0 && (
        <ul className={styles.rows}>
          {data.items.map((item) => (
            <li key={item.id}>{row(item)}</li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Callbacks() {
  const { t, i18n } = useTranslation();
  const queueName = useQueueName();
  const query = useCallbacks({ open: true, page_size: FEW });
  return (
    <List
      title={t("frame.callbacks")}
      query={query}
      empty={t("desk.no_callbacks")}
      more={<Link to="/callbacks">{t("desk.all")}</Link>}
      row={(item) => (
        <>
          <CallableNumber number={item.number} />
          <span>{item.customer_name}</span>
          <span>{queueName(item.queue)}</span>
          <span className="figure">{formatMoment(instant(item.requested_at), serverNow(), i18n.language)}</span>
        </>
      )}
    />
  );
}

/** Shown to those who have any. */
function MyNumbers() {
  const { t } = useTranslation();
  const query = useMyNumbers({ open: true, page_size: FEW }, mayDo(useUser(), "call_lists.work"));
  if (!query.data?.total) return null;
  return (
    <List
      title={t("desk.my_numbers")}
      query={query}
      empty=""
      more={<Link to="/my-numbers">{t("desk.all")}</Link>}
      row={(item) => (
        <>
          {item.blocked ? <span className="figure">{item.number}</span> : <CallableNumber number={item.number} />}
          <span>{item.name}</span>
          <span>{item.list_name}</span>
        </>
      )}
    />
  );
}

function Voicemails() {
  const { t, i18n } = useTranslation();
  const query = useVoicemails({ heard: false, page_size: FEW });
  useRenew(["voicemail.left"], ["voicemails"]);
  return (
    <List
      title={t("desk.new_voicemails")}
      query={query}
      empty={t("desk.no_voicemails")}
      more={<Link to="/voicemails?heard=false">{t("desk.all")}</Link>}
      row={(item) => (
        <>
          <CallableNumber number={item.from_number} />
          <span>{item.customer_name}</span>
          <span className="figure">{formatDuration(item.seconds)}</span>
          <span className="figure">{formatMoment(instant(item.left_at), serverNow(), i18n.language)}</span>
        </>
      )}
    />
  );
}

function Messages() {
  const { t, i18n } = useTranslation();
  const query = useMessages({ unread: true, page_size: FEW });
  return (
    <List
      title={t("desk.messages")}
      query={query}
      empty={t("desk.no_messages")}
      more={
        <button type="button" className={styles.link} onClick={openMessages}>
          {t("desk.all")}
        </button>
      }
      row={(item) => (
        <>
          <span>{item.text}</span>
          <span className="figure">
            {item.sender_name} {formatMoment(instant(item.at), serverNow(), i18n.language)}
          </span>
        </>
      )}
    />
  );
}
