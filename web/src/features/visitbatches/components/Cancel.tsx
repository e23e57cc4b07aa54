import { App, Button, Popconfirm } from "antd";
import { useTranslation } from "react-i18next";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useBatchActs } from "../api";
import type { Batch } from "../model";

/** Calls the open visits of a batch off; says before how many there are. */
export function Cancel({ batch, small = false }: { batch: Batch; small?: boolean }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const fail = useErrorNotice();
  const { cancel } = useBatchActs();
  const open = batch.counts?.open ?? 0;
  if (batch.state !== "open" || open === 0) return null;
  return (
    <Popconfirm
      title={t("visitbatches.cancel_ask", { name: batch.name })}
      description={t("visitbatches.cancel_effect", { count: open })}
      okText={t("visitbatches.cancel_now")}
      okButtonProps={{ danger: true }}
      onConfirm={() =>
        cancel
          .mutateAsync(batch.id)
          .then(() => message.success(t("visitbatches.cancelled")))
          .catch(fail)
      }
    >
      <Button danger size={small ? "small" : "middle"} loading={cancel.isPending}>
        {t("visitbatches.cancel")}
      </Button>
    </Popconfirm>
  );
}
