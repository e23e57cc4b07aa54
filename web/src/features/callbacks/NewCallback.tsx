import { DatePicker, Form, Input, Modal, Select } from "antd";
import type { Dayjs } from "dayjs";
import { useTranslation } from "react-i18next";
import { cleanNumber } from "@/features/desk/model";
import { useDirectory, useQueueName } from "@/shared/directory";
import { isoPicked } from "@/shared/time/picked";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useCallbackActs } from "./api";

interface Values {
  queue: string;
  number: string;
  not_before?: Dayjs;
}

/** Somebody is to be called back by a queue. */
export function NewCallback({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { queues } = useDirectory();
  const queueName = useQueueName();
  const fail = useErrorNotice();
  const { add } = useCallbackActs();
  const [form] = Form.useForm<Values>();
  const save = ({ queue, number, not_before }: Values) =>
    add.mutate(
      { queue, number: cleanNumber(number) ?? number, ...(not_before ? { not_before: isoPicked(not_before) } : {}) },
      { onSuccess: onClose, onError: fail },
    );
  return (
    <Modal
      title={t("callbacks.add")}
      open
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t("common.save")}
      okButtonProps={{ loading: add.isPending }}
    >
      <Form<Values> form={form} layout="vertical" onFinish={save}>
        <Form.Item
          name="queue"
          label={t("words.queue")}
          rules={[{ required: true, message: t("callbacks.queue_missing") }]}
        >
          <Select options={queues.map((queue) => ({ value: queue.id, label: queueName(queue.id) }))} />
        </Form.Item>
        <Form.Item
          name="number"
          label={t("calls.number")}
          rules={[
            {
              validator: (_, value?: string) =>
                cleanNumber(value ?? "") ? Promise.resolve() : Promise.reject(new Error(t("callbacks.number_wrong"))),
            },
          ]}
        >
          <Input inputMode="tel" />
        </Form.Item>
        <Form.Item name="not_before" label={t("callbacks.not_before")}>
          <DatePicker showTime={{ format: "HH:mm" }} format="YYYY-MM-DD HH:mm" style={{ width: "100%" }} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
