import { Checkbox, Form, Select } from "antd";
import { useTranslation } from "react-i18next";
import { useUser } from "@/features/auth/useUser";
import { pickText } from "@/shared/format";
import { Waiting } from "@/shared/ui/Waiting";
import { makeQueue, readQueues, saveUser, useAccount } from "../api";
import { freeId } from "../model";
import { NameFields } from "./NameFields";
import { StepForm } from "./StepForm";

interface Values {
  name: { zh: string; en: string };
  strategy: "longest_idle" | "ring_all" | "round_robin";
  serve: boolean;
}

const STRATEGIES = ["longest_idle", "round_robin", "ring_all"] as const;

/** One queue, which a flow leads to and agents serve. */
export function QueueStep() {
  const user = useUser();
  const account = useAccount(user.id);
  return account.data ? <Fields queues={account.data.queues ?? []} /> : <Waiting query={account} />;
}

function Fields({ queues }: { queues: { queue: string; preference?: number }[] }) {
  const { t, i18n } = useTranslation();
  const user = useUser();
  const [form] = Form.useForm<Values>();
  const fixed = (key: "queue_name", lng: "zh-CN" | "en") => t(`setup.${key}`, { lng });
  return (
    <StepForm<Values>
      step="queue"
      form={form}
      initial={{
        name: { zh: fixed("queue_name", "zh-CN"), en: fixed("queue_name", "en") },
        strategy: "longest_idle",
        serve: user.number !== null,
      }}
      onSave={async ({ name, strategy, serve }) => {
        const taken = (await readQueues()).map((queue) => queue.id);
        const queue = await makeQueue({ id: freeId("hotline", taken), name, strategy });
        if (serve && user.number !== null)
          await saveUser(user.id, { queues: [...queues, { queue: queue.id, preference: queues.length }] });
        return [{ kind: "queue", id: queue.id, name: pickText({ ...queue.name }, i18n.language) }];
      }}
    >
      <NameFields name="name" />
      <Form.Item name="strategy" label={t("setup.strategy")} extra={t("setup.strategy_help")}>
        <Select options={STRATEGIES.map((value) => ({ value, label: t(`setup.strategies.${value}`) }))} />
      </Form.Item>
      {user.number !== null && (
        <Form.Item name="serve" valuePropName="checked">
          <Checkbox>{t("setup.serve")}</Checkbox>
        </Form.Item>
      )}
    </StepForm>
  );
}
