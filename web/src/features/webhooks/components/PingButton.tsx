import { App, Button } from "antd";
import { useTranslation } from "react-i18next";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useWebhookActs } from "../api";
import type { Webhook } from "../model";
import { Why } from "./words";

/** Sends a signed ping now, and says what the receiver made of it. */
export function PingButton({ row }: { row: Webhook }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const fail = useErrorNotice();
  const { ping } = useWebhookActs();
  const send = () =>
    ping.mutate(row.id, {
      onError: fail,
      onSuccess: ({ ok, status, error, seconds }) =>
        modal[ok ? "success" : "error"]({
          title: t(ok ? "webhooks.ping_ok" : "webhooks.ping_failed"),
          content: ok ? t("webhooks.ping_answer", { status, seconds: seconds.toFixed(2) }) : <Why error={error} />,
          okText: t("common.close"),
        }),
    });
  return (
    <Button loading={ping.isPending} onClick={send}>
      {t("webhooks.ping")}
    </Button>
  );
}
