import { Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import styles from "../setup.module.css";

/** A name in both languages. */
export function NameFields({ name, long = false }: { name: string; long?: boolean }) {
  const { t } = useTranslation();
  const rules = [{ required: true, whitespace: true, message: t("setup.required") }];
  const label = {
    zh: t(long ? "setup.greeting_zh" : "setup.name_zh"),
    en: t(long ? "setup.greeting_en" : "setup.name_en"),
  };
  return (
    <div className={styles.two}>
      {(["zh", "en"] as const).map((language) => (
        <Form.Item key={language} name={[name, language]} label={label[language]} rules={rules}>
          {long ? <Input.TextArea autoSize={{ minRows: 2 }} maxLength={500} /> : <Input maxLength={100} />}
        </Form.Item>
      ))}
    </div>
  );
}
