import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Alert, App, Button, Drawer, Form, Input, Select, Space } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Contact } from "@/api/types";
import { errorText } from "@/shared/errorText";
import { showAtField } from "@/shared/refused";
import { useContactActs } from "../api";
import { bodyOf, NUMBER_KINDS, type Values, valuesOf } from "../model";

interface Props {
  /** Null: a new one. */
  contact: Contact | null;
  shared: boolean;
  onClose: () => void;
}

const NUMBER = /^[+0-9][0-9 ()*#-]{1,31}$/;

/** The form of a contact, shared or one's own. */
export default function ContactDrawer({ contact, shared, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const [refusal, setRefusal] = useState("");
  const { create, change } = useContactActs();

  function save(): void {
    const body = bodyOf(form.getFieldsValue(true) as Values);
    setRefusal("");
    const outcome = {
      onSuccess: () => {
        void message.success(t("common.saved"));
        onClose();
      },
      onError: (error: unknown) => {
        const text = errorText(error, t, i18n.language);
        if (!showAtField(form, error, text)) setRefusal(text);
      },
    };
    if (contact) change.mutate({ id: contact.id, ...body }, outcome);
    else create.mutate({ ...body, shared }, outcome);
  }

  return (
    <Drawer
      title={t(contact ? "contacts.edit" : shared ? "contacts.new_shared" : "contacts.new_own")}
      open
      onClose={onClose}
      size={520}
      footer={
        <Space>
          <Button type="primary" loading={create.isPending || change.isPending} onClick={() => form.submit()}>
            {t("common.save")}
          </Button>
          <span>{t(shared ? "contacts.seen_by_all" : "contacts.seen_by_me")}</span>
        </Space>
      }
    >
      {refusal && <Alert type="error" showIcon style={{ marginBottom: 16 }} title={refusal} />}
      <Form<Values> form={form} layout="vertical" initialValues={valuesOf(contact)} onFinish={save}>
        <Form.Item
          name="name"
          label={t("contacts.name")}
          rules={[{ required: true, whitespace: true, message: t("contacts.name_missing") }]}
        >
          <Input maxLength={64} />
        </Form.Item>
        <Form.List name="numbers">
          {(fields, { add, remove }) => (
            <fieldset style={{ border: 0, padding: 0, margin: "0 0 16px" }}>
              <legend style={{ border: 0, font: "inherit", marginBottom: 8 }}>{t("contacts.numbers")}</legend>
              {fields.map((field) => (
                <Space key={field.key} align="start">
                  <Form.Item name={[field.name, "kind"]}>
                    <Select
                      style={{ width: 120 }}
                      aria-label={`${t("contacts.kind")} ${field.name + 1}`}
                      options={NUMBER_KINDS.map((kind) => ({ value: kind, label: t(`contacts.kinds.${kind}`) }))}
                    />
                  </Form.Item>
                  <Form.Item
                    name={[field.name, "number"]}
                    rules={[{ pattern: NUMBER, message: t("contacts.number_wrong") }]}
                  >
                    <Input
                      inputMode="tel"
                      style={{ width: 240 }}
                      aria-label={`${t("contacts.number")} ${field.name + 1}`}
                    />
                  </Form.Item>
                  <Button
                    type="text"
                    icon={<DeleteOutlined />}
                    aria-label={`${t("common.delete")} ${t("contacts.number")} ${field.name + 1}`}
                    onClick={() => remove(field.name)}
                  />
                </Space>
              ))}
              <Button
                icon={<PlusOutlined />}
                disabled={fields.length >= 10}
                onClick={() => add({ kind: "mobile", number: "" })}
              >
                {t("contacts.add_number")}
              </Button>
            </fieldset>
          )}
        </Form.List>
        <Form.Item name="company" label={t("contacts.company")}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="title" label={t("contacts.job")}>
          <Input maxLength={64} />
        </Form.Item>
        <Form.Item name="group" label={t("contacts.group")}>
          <Input maxLength={64} placeholder={t("contacts.group_example")} />
        </Form.Item>
        <Form.Item
          name="email"
          label={t("contacts.email")}
          rules={[{ type: "email", message: t("contacts.email_wrong") }]}
        >
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="note" label={t("contacts.note")}>
          <Input.TextArea maxLength={2000} autoSize={{ minRows: 2, maxRows: 6 }} />
        </Form.Item>
      </Form>
    </Drawer>
  );
}
