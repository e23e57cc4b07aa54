import { Form, Input, Modal } from "antd";
import { useTranslation } from "react-i18next";
import { useRefusal } from "@/shared/useRefusal";
import { useChangeList, useCreateList } from "../api";
import type { CallList } from "../model";

interface Values {
  name: string;
  note?: string;
}

interface Props {
  /** null: a new one. */
  list: CallList | null;
  onClose: () => void;
  onMade: (id: string) => void;
}

export function ListDialog({ list, onClose, onMade }: Props) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const create = useCreateList();
  const change = useChangeList();
  const refuse = useRefusal(form);

  async function send({ name, note = "" }: Values): Promise<void> {
    try {
      if (list) await change.mutateAsync({ id: list.id, name: name.trim(), note, version: list.version });
      else {
        const made = await create.mutateAsync({ name: name.trim(), note });
        onMade(made.id);
      }
    } catch (error) {
      refuse(error);
      return;
    }
    onClose();
  }

  return (
    <Modal
      open
      title={t(list ? "calllists.edit" : "calllists.new")}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t("common.save")}
      confirmLoading={create.isPending || change.isPending}
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={list ? { name: list.name, note: list.note } : {}}
        onFinish={(values) => void send(values)}
      >
        <Form.Item
          name="name"
          label={t("calllists.name")}
          rules={[{ required: true, whitespace: true, message: t("admin.required") }]}
        >
          <Input maxLength={100} autoFocus />
        </Form.Item>
        <Form.Item name="note" label={t("calllists.note")}>
          <Input.TextArea maxLength={500} autoSize={{ minRows: 2, maxRows: 5 }} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
