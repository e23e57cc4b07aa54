import { LockOutlined, UserOutlined } from "@ant-design/icons";
import { Alert, Button, Divider, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/client";
import { errorText } from "@/shared/errorText";
import { pickText } from "@/shared/format";
import { useCaptcha, useLogin, useLoginOptions } from "../api";
import styles from "../auth.module.css";
import { CaptchaField } from "./CaptchaField";

interface Values {
  username: string;
  password: string;
  captcha?: string;
}

interface Props {
  /** The page to open afterwards. */
  from: string;
  onStep: (step: string) => void;
  onTry: () => void;
}

/** User name and password; a captcha once the server asks for one; the company's identity provider. */
export function PasswordStep({ from, onStep, onTry }: Props) {
  const { t, i18n } = useTranslation();
  const [form] = Form.useForm<Values>();
  const login = useLogin();
  const options = useLoginOptions();
  const [asked, setAsked] = useState(false);
  const wanted = asked || Boolean(options.data?.captcha);
  const captcha = useCaptcha(wanted);
  const provider = options.data?.provider;

  function another(): void {
    form.resetFields(["captcha"]);
    void captcha.refetch();
  }

  function failed(error: unknown): void {
    const code = error instanceof ApiError ? error.code : "";
    const asks = code === "auth.captcha_required" || code === "auth.captcha_wrong";
    if (asks) setAsked(true);
    if (wanted && code !== "network") another();
    if (asks) setTimeout(() => form.getFieldInstance("captcha")?.focus());
  }

  function submit({ username, password, captcha: answer }: Values): void {
    onTry();
    const solved = wanted && captcha.data && answer ? { captcha: { id: captcha.data.id, answer: answer.trim() } } : {};
    login.mutate(
      { username, password, ...solved },
      {
        onSuccess: (result) => {
          if ("step" in result) onStep(result.step);
        },
        onError: failed,
      },
    );
  }

  return (
    <>
      {login.error && (
        <Alert className={styles.alert} type="error" showIcon title={errorText(login.error, t, i18n.language)} />
      )}
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        size="large"
        onFinish={submit}
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
        {wanted && <CaptchaField captcha={captcha.isFetching ? undefined : captcha.data} onAnother={another} />}
        <Button type="primary" htmlType="submit" block loading={login.isPending}>
          {t("auth.login")}
        </Button>
      </Form>
      {provider && (
        <>
          <Divider plain>{t("auth.or")}</Divider>
          <Button block size="large" href={`/api/v1/auth/oidc/start?${new URLSearchParams({ back: from })}`}>
            {t("auth.log_in_with", { name: pickText(provider, i18n.language) })}
          </Button>
        </>
      )}
    </>
  );
}
