import { Alert, Button, Popconfirm } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import { instant } from "@/api/clock";
import { errorText } from "@/shared/errorText";
import { formatDateTime } from "@/shared/format";
import { Facts } from "@/shared/ui/Facts";
import { Loading } from "@/shared/ui/Loading";
import { PageHead } from "@/shared/ui/PageHead";
import { Panel } from "@/shared/ui/Panel";
import { Trouble } from "@/shared/ui/Trouble";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useWebhookActs, useWebhooks } from "./api";
import { Deliveries } from "./components/Deliveries";
import { PingButton } from "./components/PingButton";
import { SecretDialog } from "./components/SecretDialog";
import { SwitchButton } from "./components/SwitchButton";
import { WebhookForm } from "./components/WebhookForm";
import { useEventWord, WebhookState, Why } from "./components/words";
import { stateOf, type Webhook } from "./model";

/** One subscription: what it is, whether its receiver takes it, and every delivery. */
export function Component() {
  const { t, i18n } = useTranslation();
  const { id = "" } = useParams();
  const webhooks = useWebhooks();
  if (webhooks.error && !webhooks.data) return <Trouble title={errorText(webhooks.error, t, i18n.language)} />;
  if (!webhooks.data) return <Loading />;
  const row = webhooks.data.find((one) => one.id === id);
  if (!row)
    return <Trouble title={t("webhooks.gone")} action={<Link to="/admin/webhooks">{t("webhooks.to_list")}</Link>} />;
  return <Shown key={id} row={row} />;
}

function Shown({ row }: { row: Webhook }) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const fail = useErrorNotice();
  const word = useEventWord();
  const { remove, renew } = useWebhookActs();
  const [changing, setChanging] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const state = stateOf(row);
  return (
    <>
      <PageHead
        title={row.name}
        detail={row.url}
        actions={
          <>
            <Link to="/admin/webhooks">{t("webhooks.to_list")}</Link>
            <Popconfirm
              title={t("webhooks.delete_ask", { name: row.name })}
              okText={t("common.delete")}
              onConfirm={() =>
                remove.mutateAsync(row.id).then(() => void navigate("/admin/webhooks", { replace: true }), fail)
              }
            >
              <Button danger>{t("common.delete")}</Button>
            </Popconfirm>
            <Popconfirm
              title={t("webhooks.renew_ask")}
              okText={t("webhooks.renew")}
              onConfirm={() => renew.mutateAsync(row.id).then((answer) => setSecret(answer.secret), fail)}
            >
              <Button>{t("webhooks.renew")}</Button>
            </Popconfirm>
            <SwitchButton row={row} />
            <Button onClick={() => setChanging(true)}>{t("common.edit")}</Button>
            <PingButton row={row} />
          </>
        }
      />
      {state === "suspended" && (
        <Alert
          type="error"
          showIcon
          style={{ marginBottom: 16 }}
          title={t("webhooks.suspended")}
          description={<Why error={row.suspended} />}
        />
      )}
      {state === "off" && <Alert type="warning" showIcon style={{ marginBottom: 16 }} title={t("webhooks.is_off")} />}
      <Panel style={{ marginBottom: 16 }}>
        <Facts
          items={[
            { label: t("live.state"), value: <WebhookState row={row} /> },
            { label: t("webhooks.events"), value: row.events.map(word).join(" · ") },
            {
              label: t("webhooks.behind"),
              value: (
                <>
                  <span className="figure">{row.behind}</span> <small>{t("webhooks.behind_help")}</small>
                </>
              ),
            },
            { label: t("webhooks.since"), value: formatDateTime(instant(row.created_at), i18n.language) },
          ]}
        />
      </Panel>
      <Deliveries id={row.id} />
      {changing && <WebhookForm row={row} onClose={() => setChanging(false)} onMade={() => undefined} />}
      {secret && <SecretDialog name={row.name} secret={secret} onKept={() => setSecret(null)} />}
    </>
  );
}
