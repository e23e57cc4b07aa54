import { Form, Input, Modal } from "antd";
import { useTranslation } from "react-i18next";
import { useRefusal } from "@/shared/useRefusal";
import { useCreatePrompt } from "../api";
import { NameFields, NumberField, useRequired } from "./PromptFields";

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

  const required = useRequired();
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
        <NameFields autoFocus />
        <Form.Item
          name="id"
          label={t("admin.id")}
          extra={t("prompts.id_help")}
          rules={[...required, { pattern: /^[a-z][a-z0-9_]{0,39}$/, message: t("prompts.id_help") }]}
        >
          <Input maxLength={40} />
        </Form.Item>
        <NumberField />
      </Form>
    </Modal>
  );
}
