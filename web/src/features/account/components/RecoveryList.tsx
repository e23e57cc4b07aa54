import { CopyOutlined, DownloadOutlined } from "@ant-design/icons";
import { Alert, App, Button, Space } from "antd";
import { useTranslation } from "react-i18next";
import styles from "../account.module.css";

interface Props {
  codes: readonly string[];
  onKept: () => void;
}

/** Recovery codes are shown once: copied, saved or printed, then gone. */
export function RecoveryList({ codes, onKept }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const text = codes.join("\n");
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => message.success(t("account.copied")),
      () => message.warning(t("account.copy_failed")),
    );
  return (
    <>
      <Alert className={styles.alert} type="warning" showIcon title={t("account.recovery_shown_once")} />
      <ul className={styles.codes} aria-label={t("account.recovery_codes")}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Space wrap>
        <Button icon={<CopyOutlined />} onClick={() => void copy()}>
          {t("account.copy")}
        </Button>
        <Button
          icon={<DownloadOutlined />}
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(`${text}\n`)}`}
          download="hotline-recovery-codes.txt"
        >
          {t("account.download")}
        </Button>
        <Button type="primary" onClick={onKept}>
          {t("account.kept")}
        </Button>
      </Space>
    </>
  );
}
