import { Form, Input, Modal } from "antd";
import { useTranslation } from "react-i18next";
import { useRefusal } from "@/shared/useRefusal";
import { useCreatePrompt } from "../api";

interface Values {
  id: string;
  name_zh: string;
  name_en: string;
  number?: string;
}

interface Props {
  onClose: () => void;
  onMade: (id: string) => void;
}

/** A new prompt has names; words and recordings follow. */
export function NewPromptDialog({ onClose, onMade }: Props) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const create = useCreatePrompt();
  const refuse = useRefusal(form);

  async function send(values: Values): Promise<void> {
    try {
      await create.mutateAsync({
        id: values.id.trim(),
        name: { zh: values.name_zh.trim(), en: values.name_en.trim() },
        number: values.number?.trim() || null,
        texts: {},
      });
    } catch (error) {
      refuse(error);
      return;
    }
    onClose();
    onMade(values.id.trim());
  }

  const required = [{ required: true, whitespace: true, message: t("admin.required") }];
  return (
    <Modal
      open
      title={t("prompts.new")}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t("common.save")}
      confirmLoading={create.isPending}
    >
      <Form form={form} layout="vertical" onFinish={(values) => void send(values)}>
        <Form.Item name="name_zh" label={t("admin.name_zh")} rules={required}>
          <Input maxLength={100} autoFocus />
        </Form.Item>
        <Form.Item name="name_en" label={t("admin.name_en")} rules={required}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item
          name="id"
          label={t("admin.id")}
          extra={t("prompts.id_help")}
          rules={[...required, { pattern: /^[a-z][a-z0-9_]{0,39}$/, message: t("prompts.id_help") }]}
        >
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item
          name="number"
          label={t("prompts.number")}
          extra={t("prompts.number_help")}
          rules={[{ pattern: /^\d{1,8}$/, message: t("prompts.number_wrong") }]}
        >
          <Input maxLength={8} inputMode="numeric" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
