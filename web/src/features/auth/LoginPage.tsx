import { LockOutlined, UserOutlined } from "@ant-design/icons";
import { Alert, Button, Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { Navigate, useLocation } from "react-router";
import { isSeparate } from "@/api/session";
import { errorText } from "@/shared/errorText";
import { LanguageSwitch } from "@/shared/ui/LanguageSwitch";
import { Mark } from "@/shared/ui/Mark";
import { Panel } from "@/shared/ui/Panel";
import { useLogin, useMe } from "./api";
import styles from "./auth.module.css";

interface Values {
  username: string;
  password: string;
}

export function LoginPage() {
  const { t, i18n } = useTranslation();
  const place = useLocation();
  const me = useMe();
  const login = useLogin();

  if (me.data) {
    const from = (place.state as { from?: string } | null)?.from;
    return <Navigate to={from ?? "/"} replace />;
  }

  return (
    <main className={styles.page}>
      <div className={styles.corner}>
        <LanguageSwitch />
      </div>
      <Panel className={styles.card}>
        <div className={styles.brand}>
          <Mark size={44} />
          <div>
            <h1>{t("common.product")}</h1>
            <p>{t("auth.tagline")}</p>
          </div>
        </div>
        {isSeparate() && <Alert className={styles.alert} type="info" showIcon title={t("auth.separate")} />}
        {login.error && (
          <Alert className={styles.alert} type="error" showIcon title={errorText(login.error, t, i18n.language)} />
        )}
        <Form<Values>
          layout="vertical"
          requiredMark={false}
          size="large"
          onFinish={(values) => login.mutate(values)}
          aria-label={t("auth.login")}
        >
          <Form.Item
            name="username"
            label={t("auth.username")}
            rules={[{ required: true, message: t("auth.username_missing") }]}
          >
            <Input prefix={<UserOutlined aria-hidden />} autoComplete="username" autoFocus />
          </Form.Item>
          <Form.Item
            name="password"
            label={t("auth.password")}
            rules={[{ required: true, message: t("auth.password_missing") }]}
          >
            <Input.Password prefix={<LockOutlined aria-hidden />} autoComplete="current-password" />
          </Form.Item>
          <Button type="primary" htmlType="submit" block loading={login.isPending}>
            {t("auth.login")}
          </Button>
        </Form>
        <p className={styles.help}>{t("auth.help")}</p>
      </Panel>
    </main>
  );
}
