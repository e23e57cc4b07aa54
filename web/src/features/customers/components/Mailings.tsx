import { Alert, Button, Drawer, Empty, Popconfirm, Progress } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { instant } from "@/api/clock";
import { useTemplateName, Why } from "@/features/outbox/components/words";
import { usePerson } from "@/shared/directory";
import { errorText } from "@/shared/errorText";
import { formatDateTime } from "@/shared/format";
import { Loading } from "@/shared/ui/Loading";
import { Panel } from "@/shared/ui/Panel";
import pageStyles from "@/shared/ui/page.module.css";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { type Mailing, useCancelMailing, useMailings } from "../listing";

const STATUS = { running: "active", done: "success", cancelled: "normal", failed: "exception" } as const;

/** Messages to many: how far each has come; one that is running can be stopped. */
export function Mailings({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const mailings = useMailings();
  return (
    <Drawer title={t("customerlist.mailings")} open onClose={onClose} size={480}>
      {mailings.isPending && <Loading />}
      {mailings.error && <Alert type="error" showIcon title={errorText(mailings.error, t, i18n.language)} />}
      {mailings.data?.items.length === 0 && <Empty description={t("customerlist.no_mailings")} />}
      <div className={pageStyles.stack}>
        {mailings.data?.items.map((one) => (
          <One key={one.id} mailing={one} />
        ))}
      </div>
    </Drawer>
  );
}

function One({ mailing }: { mailing: Mailing }) {
  const { t, i18n } = useTranslation();
  const person = usePerson();
  const fail = useErrorNotice();
  const cancel = useCancelMailing();
  const templateName = useTemplateName();
  const { id, state, done, total, sent } = mailing;
  return (
    <Panel
      title={templateName(mailing.template)}
      extra={
        state === "running" && (
          <Popconfirm
            title={t("customerlist.stop_sure")}
            description={t("customerlist.stop_means")}
            onConfirm={() => cancel.mutateAsync(id).catch(fail)}
          >
            <Button size="small">{t("customerlist.stop")}</Button>
          </Popconfirm>
        )
      }
    >
      <p>
        {[formatDateTime(instant(mailing.created_at), i18n.language), person(mailing.created_by)]
          .filter(Boolean)
          .join(" · ")}
      </p>
      <Progress
        percent={total === 0 ? 100 : Math.floor((100 * done) / total)}
        status={STATUS[state]}
        aria-label={t("customerlist.progress")}
      />
      <p>
        {t(`customerlist.state.${state}`)} · {t("customerlist.sent", { sent, total })}{" "}
        <Link to={`/outbox?subject_kind=customer_mailing&subject_id=${id}`}>{t("customerlist.in_outbox")}</Link>
      </p>
      {mailing.error && <Alert type="error" title={<Why error={mailing.error} />} />}
    </Panel>
  );
}
