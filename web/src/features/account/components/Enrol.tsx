import { Alert, Button, Form, Input, QRCode, Typography } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Enrolment } from "@/api/types";
import { errorText } from "@/shared/errorText";
import styles from "../account.module.css";
import { useConfirm, useStartEnrolment } from "../api";
import { inGroups } from "../model";
import { RecoveryList } from "./RecoveryList";

interface Props {
  askPassword: boolean;
  onDone: () => void;
}

/** From the secret to the recovery codes: scan, confirm by a code, keep the codes. */
export function Enrol({ askPassword, onDone }: Props) {
  const start = useStartEnrolment();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const { mutate } = start;
  useEffect(() => {
    if (!askPassword) mutate({});
  }, [askPassword, mutate]);

  if (codes) return <RecoveryList codes={codes} onKept={onDone} />;
  if (start.data) return <Scan made={start.data} onConfirmed={setCodes} />;
  return <Begin start={start} askPassword={askPassword} />;
}

function Begin({ start, askPassword }: { start: ReturnType<typeof useStartEnrolment>; askPassword: boolean }) {
  const { t, i18n } = useTranslation();
  return (
    <>
      {start.error && (
        <Alert
          className={styles.alert}
          type="error"
          showIcon
          title={errorText(start.error, t, i18n.language)}
          action={!askPassword && <Button onClick={() => start.mutate({})}>{t("common.retry")}</Button>}
        />
      )}
      {askPassword && (
        <Form<{ password: string }>
          layout="vertical"
          requiredMark={false}
          onFinish={(values) => start.mutate(values)}
          aria-label={t("account.enable")}
        >
          <Form.Item
            name="password"
            label={t("account.own_password")}
            extra={t("account.own_password_help")}
            rules={[{ required: true, message: t("auth.password_missing") }]}
          >
            <Input.Password autoComplete="current-password" autoFocus />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={start.isPending}>
            {t("account.next")}
          </Button>
        </Form>
      )}
    </>
  );
}

function Scan({ made, onConfirmed }: { made: Enrolment; onConfirmed: (codes: readonly string[]) => void }) {
  const { t, i18n } = useTranslation();
  const [form] = Form.useForm<{ code: string }>();
  const confirm = useConfirm();
  return (
    <>
      <p>{t("account.scan")}</p>
      <div className={styles.scan}>
        <QRCode type="svg" value={made.uri} size={168} color="#000000" bgColor="#ffffff" aria-label={t("account.qr")} />
        <div>
          <p>{t("account.type_secret")}</p>
          <Typography.Text code copyable={{ text: made.secret, tooltips: [t("account.copy"), t("account.copied")] }}>
            {inGroups(made.secret)}
          </Typography.Text>
        </div>
      </div>
      {confirm.error && (
        <Alert className={styles.alert} type="error" showIcon title={errorText(confirm.error, t, i18n.language)} />
      )}
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        aria-label={t("account.confirm")}
        onFinish={({ code }) =>
          confirm.mutate(code.trim(), {
            onSuccess: (answer) => onConfirmed(answer.recovery_codes),
            onError: () => form.resetFields(),
          })
        }
      >
        <Form.Item
          name="code"
          label={t("auth.code")}
          extra={t("account.code_help")}
          rules={[{ required: true, min: 6, message: t("auth.code_missing") }]}
        >
          <Input className={styles.code} autoComplete="one-time-code" inputMode="numeric" maxLength={8} autoFocus />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={confirm.isPending}>
          {t("account.confirm")}
        </Button>
      </Form>
    </>
  );
}
