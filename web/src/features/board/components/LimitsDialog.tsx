import { App, Form, InputNumber, Modal, Switch } from "antd";
import { useTranslation } from "react-i18next";
import type { QueueLimitsBody } from "@/api/types";
import type { LiveQueue } from "@/live/types";
import { pickText } from "@/shared/format";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useSetLimits } from "../api";

/** The bounds of each threshold as the server takes them; what is left empty is not looked at. */
const BOUNDS = {
  waiting: { min: 1, max: 10_000, precision: 0 },
  longest_wait: { min: 1, max: 7200, precision: 0 },
  service_level: { min: 1, max: 100, precision: 1 },
  abandon_rate: { min: 0, max: 99, precision: 1 },
} as const;
const NUMBERS = Object.keys(BOUNDS) as (keyof typeof BOUNDS)[];
const LEAST = { min: 1, max: 10_000, precision: 0 } as const;
const NOBODY_SIGNED_IN = "no_agents";

/** From when on a queue needs a person: whoever watches it sees the figure marked, and an alarm. */
export function LimitsDialog({ queue, onClose }: { queue: LiveQueue; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const fail = useErrorNotice();
  const save = useSetLimits();
  const [form] = Form.useForm<QueueLimitsBody>();
  const { limits } = queue;
  const now: QueueLimitsBody = {
    waiting: limits?.waiting ?? null,
    longest_wait: limits?.longestWait ?? null,
    service_level: limits?.serviceLevel ?? null,
    abandon_rate: limits?.abandonRate ?? null,
    least_calls: limits?.leastCalls ?? 10,
    no_agents: limits?.noAgents ?? true,
  };

  function send(values: QueueLimitsBody): void {
    save.mutate(
      { queue: queue.id, limits: { ...now, ...values } },
      {
        onSuccess: () => {
          void message.success(t("common.saved"));
          onClose();
        },
        onError: fail,
      },
    );
  }

  return (
    <Modal
      title={t("live.alarm.title", { queue: pickText(queue.name, i18n.language) || queue.id })}
      open
      onCancel={onClose}
      onOk={form.submit}
      okText={t("common.save")}
      okButtonProps={{ loading: save.isPending }}
    >
      <p>{t("live.alarm.help")}</p>
      <Form form={form} layout="vertical" initialValues={now} onFinish={send}>
        {NUMBERS.map((name) => (
          <Form.Item key={name} name={name} label={t(`live.alarm.${name}`)}>
            <InputNumber {...BOUNDS[name]} placeholder={t("live.alarm.none")} style={{ width: 200 }} />
          </Form.Item>
        ))}
        <Form.Item name="least_calls" label={t("live.alarm.least_calls")} rules={[{ required: true }]}>
          <InputNumber {...LEAST} style={{ width: 200 }} />
        </Form.Item>
        <Form.Item name={NOBODY_SIGNED_IN} label={t("live.alarm.no_agents")} valuePropName="checked">
          <Switch />
        </Form.Item>
      </Form>
    </Modal>
  );
}
