import { useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Form, Input, Modal, Space, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { FactorState } from "@/api/types";
import { errorText } from "@/shared/errorText";
import { formatDateTime } from "@/shared/format";
import { Loading } from "@/shared/ui/Loading";
import { Panel } from "@/shared/ui/Panel";
import styles from "../account.module.css";
import { useDisable, useFactor, useRenewCodes } from "../api";
import { Enrol } from "./Enrol";
import { RecoveryList } from "./RecoveryList";

const FEW = 3;

/** One-time codes: off, on, their recovery codes. */
export function CodesPanel() {
  const { t, i18n } = useTranslation();
  const factor = useFactor();
  const client = useQueryClient();
  const [enrolling, setEnrolling] = useState(false);
  return (
    <Panel title={t("account.codes")}>
      {factor.isPending && <Loading />}
      {factor.error && <Alert type="error" showIcon title={errorText(factor.error, t, i18n.language)} />}
      {enrolling && (
        <Enrol
          askPassword
          onDone={() => {
            setEnrolling(false);
            void client.invalidateQueries({ queryKey: ["totp"] });
          }}
        />
      )}
      {factor.data && !factor.data.enabled && !enrolling && (
        <>
          <p className={styles.detail}>{t("account.codes_off")}</p>
          <Button type="primary" onClick={() => setEnrolling(true)}>
            {t("account.enable")}
          </Button>
        </>
      )}
      {factor.data?.enabled && !enrolling && <InUse factor={factor.data} />}
    </Panel>
  );
}

function InUse({ factor }: { factor: FactorState }) {
  const { t, i18n } = useTranslation();
  const [asking, setAsking] = useState<"renew" | "disable" | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const since = factor.since ? formatDateTime(Date.parse(factor.since), i18n.language) : "";
  if (codes) return <RecoveryList codes={codes} onKept={() => setCodes(null)} />;
  return (
    <>
      <p className={styles.detail}>
        <Tag>{t("account.on")}</Tag>
        {t("account.since", { at: since })}
      </p>
      {factor.recovery_left <= FEW ? (
        <Alert
          className={styles.alert}
          type="warning"
          showIcon
          title={t("account.recovery_few", { count: factor.recovery_left })}
        />
      ) : (
        <p className={styles.detail}>{t("account.recovery_left", { count: factor.recovery_left })}</p>
      )}
      {factor.required && <p className={styles.detail}>{t("account.required")}</p>}
      <Space wrap>
        <Button onClick={() => setAsking("renew")}>{t("account.renew")}</Button>
        {!factor.required && (
          <Button danger onClick={() => setAsking("disable")}>
            {t("account.disable")}
          </Button>
        )}
      </Space>
      {asking && <CodeDialog what={asking} onClose={() => setAsking(null)} onCodes={setCodes} />}
    </>
  );
}

interface DialogProps {
  what: "renew" | "disable";
  onClose: () => void;
  onCodes: (codes: readonly string[]) => void;
}

function CodeDialog({ what, onClose, onCodes }: DialogProps) {
  const { t, i18n } = useTranslation();
  const renew = useRenewCodes();
  const disable = useDisable();
  const used = what === "renew" ? renew : disable;

  function submit({ code }: { code: string }): void {
    const plain = code.trim();
    if (what === "disable") disable.mutate(plain, { onSuccess: onClose });
    else
      renew.mutate(plain, {
        onSuccess: (answer) => {
          onClose();
          onCodes(answer.recovery_codes);
        },
      });
  }

  return (
    <Modal
      open
      title={t(`account.${what}`)}
      onCancel={onClose}
      okText={t(`account.${what}`)}
      cancelText={t("common.cancel")}
      okButtonProps={{ htmlType: "submit", form: "one-time-code", danger: what === "disable" }}
      confirmLoading={used.isPending}
    >
      <p>{t(`account.${what}_detail`)}</p>
      {used.error && (
        <Alert className={styles.alert} type="error" showIcon title={errorText(used.error, t, i18n.language)} />
      )}
      <Form id="one-time-code" layout="vertical" requiredMark={false} onFinish={submit}>
        <Form.Item
          name="code"
          label={t("account.code_or_recovery")}
          rules={[{ required: true, min: 6, message: t("auth.code_missing") }]}
        >
          <Input className={styles.code} autoComplete="one-time-code" maxLength={20} autoFocus />
        </Form.Item>
      </Form>
    </Modal>
  );
}
