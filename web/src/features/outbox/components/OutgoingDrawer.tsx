import { Alert, App, Button, Drawer, Popconfirm, Space } from "antd";
import { useTranslation } from "react-i18next";
import { instant } from "@/api/clock";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { CallableNumber } from "@/features/desk/components/CallableNumber";
import { usePerson } from "@/shared/directory";
import { errorText } from "@/shared/errorText";
import { formatDateTime } from "@/shared/format";
import { inTheWay } from "@/shared/inTheWay";
import { Facts } from "@/shared/ui/Facts";
import { Loading } from "@/shared/ui/Loading";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useOutgoing, useOutgoingActs } from "../api";
import { isDoubtful, type OutboxRow } from "../model";
import styles from "../outbox.module.css";
import { About, State, useTemplateName, Why } from "./words";

/** One message: its text, what became of it, and what may be done about that. */
export function OutgoingDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const found = useOutgoing(id);
  const gone = inTheWay(found);
  return (
    <Drawer title={t("outbox.message")} open onClose={onClose} size={640}>
      {found.isPending && <Loading />}
      {gone ? <Alert type="error" showIcon title={errorText(gone, t, i18n.language)} /> : null}
      {found.data && !gone && <Detail row={found.data} />}
    </Drawer>
  );
}

function Detail({ row }: { row: OutboxRow }) {
  const { t, i18n } = useTranslation();
  const person = usePerson();
  const templateName = useTemplateName();
  const at = (text: string | null) => (text ? formatDateTime(instant(text), i18n.language) : "–");
  const items = [
    { label: t("live.state"), value: <State row={row} /> },
    { label: t("outbox.medium"), value: t(`outbox.kind.${row.kind}`) },
    { label: t("outbox.to"), value: row.kind === "sms" ? <CallableNumber number={row.recipient} /> : row.recipient },
    { label: t("outbox.template"), value: row.template ? templateName(row.template) : t("outbox.no_template") },
    { label: t("outbox.about"), value: row.customer_id || row.subject_kind ? <About row={row} /> : "–" },
    { label: t("outbox.by"), value: person(row.created_by) || t("outbox.by_system") },
    { label: t("outbox.at"), value: at(row.created_at) },
    { label: t("outbox.sent_at"), value: at(row.sent_at) },
    { label: t("outbox.attempts"), value: <span className="figure">{row.attempts}</span> },
    ...(row.next_at ? [{ label: t("outbox.next_at"), value: at(row.next_at) }] : []),
    ...(row.reference ? [{ label: t("outbox.reference"), value: row.reference }] : []),
  ];
  return (
    <>
      {row.error && (
        <Alert
          type={row.state === "failed" ? "error" : "warning"}
          showIcon
          style={{ marginBottom: 16 }}
          title={t(row.state === "failed" ? "outbox.failed_because" : "outbox.last_error")}
          description={<Why error={row.error} />}
        />
      )}
      <Facts items={items} />
      <section className={styles.text} aria-label={t("outbox.text")} lang={row.language || undefined}>
        {row.subject && <strong>{row.subject}</strong>}
        <p>{row.body}</p>
      </section>
      <Acts row={row} />
    </>
  );
}

function Acts({ row }: { row: OutboxRow }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const may = mayDo(useUser(), "outbox.resend");
  const fail = useErrorNotice();
  const { cancel, resend } = useOutgoingActs();
  if (row.state === "sent") return null;
  if (!may) return <p className={styles.hint}>{t("outbox.may_not")}</p>;
  if (row.state === "sending") return <p className={styles.hint}>{t("outbox.sending_hint")}</p>;
  // Each question closes when it is answered: the message's state, and so the other question, come soon after.
  const act = ({ mutate }: typeof cancel, done: string) =>
    mutate(row.id, { onSuccess: () => void message.success(done), onError: fail });
  const doubtful = isDoubtful(row);
  return (
    <Space>
      {row.state === "waiting" ? (
        <Popconfirm
          key="cancel"
          title={t("outbox.cancel_ask")}
          okText={t("outbox.cancel")}
          onConfirm={() => act(cancel, t("outbox.state.cancelled"))}
        >
          <Button danger loading={cancel.isPending}>
            {t("outbox.cancel")}
          </Button>
        </Popconfirm>
      ) : (
        <Popconfirm
          key="resend"
          title={t(doubtful ? "outbox.resend_doubtful" : "outbox.resend_ask")}
          okText={t("outbox.resend")}
          onConfirm={() => act(resend, t("outbox.resent"))}
        >
          <Button type="primary" loading={resend.isPending}>
            {t("outbox.resend")}
          </Button>
        </Popconfirm>
      )}
    </Space>
  );
}
