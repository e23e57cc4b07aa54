import { Alert, Button, Drawer, Empty } from "antd";
import { useTranslation } from "react-i18next";
import { instant } from "@/api/clock";
import { errorText } from "@/shared/errorText";
import { formatDateTime } from "@/shared/format";
import { Loading } from "@/shared/ui/Loading";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useMessages, useReadMessage } from "../api";
import styles from "../messages.module.css";

/** Messages to oneself, newest first. */
export default function MessageDrawer({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const messages = useMessages({ page_size: 50 });
  const read = useReadMessage();
  const fail = useErrorNotice();
  return (
    <Drawer title={t("desk.messages")} open onClose={onClose} size={420}>
      {messages.isPending && <Loading />}
      {messages.error && <Alert type="error" showIcon title={errorText(messages.error, t, i18n.language)} />}
      {messages.data?.items.length === 0 && <Empty description={t("desk.messages_teach")} />}
      <ul className={styles.list}>
        {messages.data?.items.map((row) => (
          <li key={row.id} data-unread={row.read_at === null}>
            <header>
              <b>{row.sender_name}</b>
              <time className="figure">{formatDateTime(instant(row.at), i18n.language)}</time>
            </header>
            <p>{row.text}</p>
            {row.read_at === null && (
              <Button size="small" onClick={() => read.mutate(row.id, { onError: fail })}>
                {t("desk.message_read")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Drawer>
  );
}
