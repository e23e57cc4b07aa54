import { Button, Modal, Popconfirm, Radio, Space } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useWebhookActs } from "../api";
import type { Webhook } from "../model";

/** Off with a question, on again either where it stopped or at the newest event. */
export function SwitchButton({ row, size }: { row: Webhook; size?: "small" }) {
  const { t } = useTranslation();
  const fail = useErrorNotice();
  const { change } = useWebhookActs();
  const [asking, setAsking] = useState(false);
  const [skip, setSkip] = useState(false);
  const on = (skipped: boolean) =>
    change.mutate({ id: row.id, active: true, skip: skipped }, { onSuccess: () => setAsking(false), onError: fail });

  if (row.active)
    return (
      <Popconfirm
        title={t("webhooks.off_ask")}
        okText={t("webhooks.switch_off")}
        onConfirm={() => change.mutateAsync({ id: row.id, active: false }).catch(fail)}
      >
        <Button {...(size ? { size } : {})}>{t("webhooks.switch_off")}</Button>
      </Popconfirm>
    );
  return (
    <>
      <Button
        {...(size ? { size } : {})}
        loading={change.isPending}
        onClick={() => ((row.behind ?? 0) > 0 ? setAsking(true) : on(false))}
      >
        {t("webhooks.switch_on")}
      </Button>
      {asking && (
        <Modal
          open
          title={t("webhooks.on_ask", { name: row.name })}
          okText={t("webhooks.switch_on")}
          confirmLoading={change.isPending}
          onOk={() => on(skip)}
          onCancel={() => setAsking(false)}
        >
          <p>{t("webhooks.on_behind", { events: row.behind ?? 0 })}</p>
          <Radio.Group value={skip} onChange={(event) => setSkip(event.target.value === true)}>
            <Space orientation="vertical">
              <Radio value={false}>{t("webhooks.on_late")}</Radio>
              <Radio value={true}>{t("webhooks.on_skip")}</Radio>
            </Space>
          </Radio.Group>
        </Modal>
      )}
    </>
  );
}
