import { Form, Input, Modal } from "antd";
import { useTranslation } from "react-i18next";
import { useRefusal } from "@/shared/useRefusal";
import { useAddItem } from "../api";

interface Values {
  number: string;
  name?: string;
  note?: string;
}

/** One number by hand; those of the do-not-call list are refused. */
export function AddNumberDialog({ list, onClose }: { list: string; onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const add = useAddItem(list);
  const refuse = useRefusal(form);
  const send = ({ number, name = "", note = "" }: Values) =>
    add.mutateAsync({ number, name, note }).then(onClose, refuse);
  return (
    <Modal
      open
      title={t("calllists.add")}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t("common.save")}
      confirmLoading={add.isPending}
    >
      <Form form={form} layout="vertical" onFinish={(values) => void send(values)}>
        <Form.Item
          name="number"
          label={t("calls.number")}
          rules={[{ required: true, whitespace: true, message: t("admin.required") }]}
        >
          <Input maxLength={64} inputMode="tel" autoFocus />
        </Form.Item>
        <Form.Item name="name" label={t("calls.customer")}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="note" label={t("calllists.note")}>
          <Input maxLength={500} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
