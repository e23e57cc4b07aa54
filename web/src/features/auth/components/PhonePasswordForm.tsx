import { Alert, App, Button, Form, Input, Popconfirm } from "antd";
import { useTranslation } from "react-i18next";
import { useRefusal } from "@/shared/useRefusal";
import { usePutPhonePassword } from "../api";
import styles from "../auth.module.css";

interface Values {
  password: string;
  again: string;
}

/** 话机密码: the digits that go with a 工号 at a telephone. `user`: whose; null for one's own. */
export function PhonePasswordForm({ user }: { user: string | null }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const refused = useRefusal(form);
  const put = usePutPhonePassword(user);

  function send(password: string | null): void {
    put.mutate(password, {
      onSuccess: () => {
        form.resetFields();
        void message.success(t(password === null ? "account.phone_password_gone" : "account.phone_password_set"));
      },
      onError: refused,
    });
  }

  return (
    <>
      <Alert
        className={styles.alert}
        type="info"
        showIcon
        title={t(user === null ? "account.phone_password_teach" : "account.phone_password_affected")}
      />
      <Form<Values>
        form={form}
        name="phone-password"
        layout="vertical"
        requiredMark={false}
        aria-label={t("account.phone_password")}
        onFinish={({ password }) => send(password)}
      >
        <Form.Item
          name="password"
          label={t("account.phone_password_new")}
          extra={t("account.phone_password_rule")}
          rules={[{ required: true, pattern: /^\d{4,12}$/, message: t("account.phone_password_wrong") }]}
        >
          <Input.Password inputMode="numeric" autoComplete="off" maxLength={12} />
        </Form.Item>
        <Form.Item
          name="again"
          label={t("account.phone_password_again")}
          dependencies={["password"]}
          rules={[
            ({ getFieldValue }) => ({
              validator: (_, value) =>
                value === getFieldValue("password")
                  ? Promise.resolve()
                  : Promise.reject(new Error(t("auth.password_differs"))),
            }),
          ]}
        >
          <Input.Password inputMode="numeric" autoComplete="off" maxLength={12} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={put.isPending}>
          {t("account.phone_password_save")}
        </Button>{" "}
        <Popconfirm
          title={t("account.phone_password_remove_ask")}
          okText={t("account.phone_password_remove")}
          onConfirm={() => send(null)}
        >
          <Button>{t("account.phone_password_remove")}</Button>
        </Popconfirm>
      </Form>
    </>
  );
}
