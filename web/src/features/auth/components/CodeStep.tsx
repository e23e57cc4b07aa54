import { Alert, Button, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/client";
import { errorText } from "@/shared/errorText";
import { useLoginCode } from "../api";
import styles from "../auth.module.css";

interface Props {
  step: string;
  onBack: (error?: unknown) => void;
}

/** The second step of a log-in: the code of the app, or one of the recovery codes. */
export function CodeStep({ step, onBack }: Props) {
  const { t, i18n } = useTranslation();
  const [recovery, setRecovery] = useState(false);
  const [form] = Form.useForm<{ code: string }>();
  const login = useLoginCode();
  return (
    <>
      <p>{t(recovery ? "auth.recovery_detail" : "auth.code_detail")}</p>
      {login.error && (
        <Alert className={styles.alert} type="error" showIcon title={errorText(login.error, t, i18n.language)} />
      )}
      <Form
        form={form}
        key={recovery ? "recovery" : "code"}
        layout="vertical"
        requiredMark={false}
        size="large"
        aria-label={t("auth.login")}
        onFinish={({ code }) =>
          login.mutate(
            { step, code: code.trim() },
            {
              onError: (error) => {
                form.resetFields();
                if (error instanceof ApiError && error.code === "auth.step_over") onBack(error);
              },
            },
          )
        }
      >
        <Form.Item
          name="code"
          label={t(recovery ? "auth.recovery_code" : "auth.code")}
          rules={[{ required: true, min: 6, message: t("auth.code_missing") }]}
        >
          <Input
            autoFocus
            autoComplete="one-time-code"
            inputMode={recovery ? "text" : "numeric"}
            maxLength={recovery ? 20 : 8}
          />
        </Form.Item>
        <Button type="primary" htmlType="submit" block loading={login.isPending}>
          {t("auth.login")}
        </Button>
      </Form>
      <div className={styles.other}>
        <Button type="link" onClick={() => setRecovery(!recovery)}>
          {t(recovery ? "auth.use_code" : "auth.use_recovery")}
        </Button>
        <Button type="link" onClick={() => onBack()}>
          {t("auth.back")}
        </Button>
      </div>
    </>
  );
}
