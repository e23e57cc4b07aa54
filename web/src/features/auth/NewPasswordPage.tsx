import { Alert, Button, Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { errorText } from "@/shared/errorText";
import { LanguageSwitch } from "@/shared/ui/LanguageSwitch";
import { Panel } from "@/shared/ui/Panel";
import { useChangePassword, useLogout } from "./api";
import styles from "./auth.module.css";
import { MIN_PASSWORD } from "./model";

interface Values {
  old: string;
  new: string;
  again: string;
}

/** Shown instead of everything else until a first password has been replaced. */
export function NewPasswordPage() {
  const { t, i18n } = useTranslation();
  const change = useChangePassword();
  const logout = useLogout();
  const required = [{ required: true, message: t("auth.password_missing") }];

  return (
    <main className={styles.page}>
      <div className={styles.corner}>
        <LanguageSwitch />
      </div>
      <Panel className={styles.card} title={t("auth.new_title")}>
        <p>{t("auth.new_detail")}</p>
        {change.error && (
          <Alert className={styles.alert} type="error" showIcon title={errorText(change.error, t, i18n.language)} />
        )}
        <Form<Values>
          layout="vertical"
          requiredMark={false}
          onFinish={(v) => change.mutate({ old: v.old, new: v.new })}
        >
          <Form.Item name="old" label={t("auth.password_old")} rules={required}>
            <Input.Password autoComplete="current-password" autoFocus />
          </Form.Item>
          <Form.Item
            name="new"
            label={t("auth.password_new")}
            rules={[{ required: true, min: MIN_PASSWORD, message: t("auth.password_short", { count: MIN_PASSWORD }) }]}
          >
            <Input.Password autoComplete="new-password" />
          </Form.Item>
          <Form.Item
            name="again"
            label={t("auth.password_again")}
            dependencies={["new"]}
            rules={[
              ({ getFieldValue }) => ({
                validator: (_, value) =>
                  value === getFieldValue("new")
                    ? Promise.resolve()
                    : Promise.reject(new Error(t("auth.password_differs"))),
              }),
            ]}
          >
            <Input.Password autoComplete="new-password" />
          </Form.Item>
          <Button type="primary" htmlType="submit" block loading={change.isPending}>
            {t("auth.password_save")}
          </Button>
          <Button type="link" block onClick={() => logout.mutate()}>
            {t("auth.logout")}
          </Button>
        </Form>
      </Panel>
    </main>
  );
}
