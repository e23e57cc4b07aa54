import { CopyOutlined } from "@ant-design/icons";
import { Alert, App, Button, Modal } from "antd";
import { useTranslation } from "react-i18next";
import styles from "../webhooks.module.css";

interface Props {
  name: string;
  secret: string;
  onKept: () => void;
}

/** The secret, the only time that it is seen: only who says that he has it closes this. */
export function SecretDialog({ name, secret, onKept }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const copy = () =>
    navigator.clipboard.writeText(secret).then(
      () => message.success(t("account.copied")),
      () => message.warning(t("account.copy_failed")),
    );
  return (
    <Modal
      open
      title={t("webhooks.secret_of", { name })}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      footer={
        <Button type="primary" onClick={onKept}>
          {t("webhooks.kept")}
        </Button>
      }
    >
      <Alert type="warning" showIcon title={t("webhooks.secret_once")} />
      <div className={styles.secret}>
        <code>{secret}</code>
        <Button icon={<CopyOutlined />} onClick={() => void copy()}>
          {t("account.copy")}
        </Button>
      </div>
      <p className={styles.hint}>{t("webhooks.secret_use")}</p>
    </Modal>
  );
}
