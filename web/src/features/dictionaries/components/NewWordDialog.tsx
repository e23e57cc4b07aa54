import { Form, Input, Modal } from "antd";
import { useTranslation } from "react-i18next";
import { Affected } from "@/shared/impact/Affected";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { type Entry, useAddEntry, useChangeEntry, useCreateDictionary } from "../api";

interface Values {
  code: string;
  zh: string;
  en: string;
}

interface Props {
  /** The dictionary that the word belongs to; null: a new dictionary. */
  dictionary: string | null;
  entry?: Entry | null;
  open: boolean;
  onClose: () => void;
  onMade?: (code: string) => void;
}

/** A word or a dictionary with its code and its names. */
export function NewWordDialog({ dictionary, entry = null, open, onClose, onMade }: Props) {
  const { t } = useTranslation();
  const notice = useErrorNotice();
  const create = useCreateDictionary();
  const add = useAddEntry(dictionary ?? "");
  const change = useChangeEntry(dictionary ?? "");
  const [form] = Form.useForm<Values>();

  async function send({ code, zh, en }: Values): Promise<void> {
    const name = { zh, en };
    try {
      if (dictionary === null) await create.mutateAsync({ id: code, name });
      else if (entry) await change.mutateAsync({ code: entry.code, name });
      else await add.mutateAsync({ code, name });
    } catch (error) {
      notice(error);
      return;
    }
    onMade?.(code);
    onClose();
  }

  const required = [{ required: true, whitespace: true, message: t("admin.required") }];
  return (
    <Modal
      open={open}
      title={t(dictionary === null ? "dictionaries.new" : entry ? "settings.edit" : "settings.add")}
      onCancel={onClose}
      onOk={() => form.submit()}
      confirmLoading={create.isPending || add.isPending || change.isPending}
      destroyOnHidden
    >
      <Form
        form={form}
        layout="vertical"
        preserve={false}
        initialValues={entry ? { zh: entry.name_zh, en: entry.name_en } : {}}
        onFinish={(values) => void send(values)}
      >
        {!entry && (
          <Form.Item name="code" label={t("settings.fields.code")} rules={required}>
            <Input maxLength={32} autoFocus />
          </Form.Item>
        )}
        <Form.Item name="zh" label={t("settings.in_zh")} rules={required}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="en" label={t("settings.in_en")} rules={required}>
          <Input maxLength={100} />
        </Form.Item>
        {entry && <Affected kind="dictionary-entries" id={`${entry.dictionary}:${entry.code}`} />}
      </Form>
    </Modal>
  );
}
