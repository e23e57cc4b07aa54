import { Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { useUser } from "@/features/auth/useUser";
import { saveUser } from "../api";
import styles from "../setup.module.css";
import { StepForm } from "./StepForm";

interface Values {
  name: string;
  number: string;
}

/** Who sets this up; with a 工号 he can take the test call himself. The first password is changed before this page. */
export function AdministratorStep() {
  const { t } = useTranslation();
  const user = useUser();
  const [form] = Form.useForm<Values>();
  return (
    <StepForm<Values>
      step="administrator"
      form={form}
      initial={{ name: user.name, number: user.number ?? "1001" }}
      onSave={async ({ name, number }) => {
        const saved = await saveUser(user.id, { name, ...(number ? { number } : {}) });
        return [{ kind: "user", id: saved.id, name: [saved.number, saved.name].filter(Boolean).join(" ") }];
      }}
    >
      <p className={styles.note}>{t("setup.password_note", { username: user.username })}</p>
      <div className={styles.two}>
        <Form.Item
          name="name"
          label={t("setup.your_name")}
          rules={[{ required: true, whitespace: true, message: t("setup.required") }]}
        >
          <Input maxLength={64} autoComplete="name" />
        </Form.Item>
        <Form.Item
          name="number"
          label={t("setup.agent_number")}
          extra={t("setup.your_number_help")}
          rules={[{ pattern: /^(\d{2,12})?$/, message: t("setup.number_wrong") }]}
        >
          <Input inputMode="numeric" maxLength={12} />
        </Form.Item>
      </div>
    </StepForm>
  );
}
