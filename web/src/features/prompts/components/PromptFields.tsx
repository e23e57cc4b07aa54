import { Form, Input } from "antd";
import { useTranslation } from "react-i18next";

export function useRequired() {
  const { t } = useTranslation();
  return [{ required: true, whitespace: true, message: t("admin.required") }];
}

/** What a prompt is called in both languages. */
export function NameFields({ autoFocus }: { autoFocus?: boolean }) {
  const { t } = useTranslation();
  const required = useRequired();
  return (
    <>
      <Form.Item name="name_zh" label={t("admin.name_zh")} rules={required}>
        <Input maxLength={100} autoFocus={autoFocus} />
      </Form.Item>
      <Form.Item name="name_en" label={t("admin.name_en")} rules={required}>
        <Input maxLength={100} />
      </Form.Item>
    </>
  );
}

/** The number by which it is recorded on a telephone. */
export function NumberField() {
  const { t } = useTranslation();
  return (
    <Form.Item
      name="number"
      label={t("prompts.number")}
      extra={t("prompts.number_help")}
      rules={[{ pattern: /^\d{1,8}$/, message: t("prompts.number_wrong") }]}
    >
      <Input maxLength={8} inputMode="numeric" />
    </Form.Item>
  );
}
