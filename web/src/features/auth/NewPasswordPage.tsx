import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { LanguageSwitch } from "@/shared/ui/LanguageSwitch";
import { Panel } from "@/shared/ui/Panel";
import styles from "./auth.module.css";
import { PasswordForm } from "./components/PasswordForm";
import { useLeave } from "./useLeave";

/** Shown instead of everything else until a first password has been replaced. */
export function NewPasswordPage() {
  const { t } = useTranslation();
  const leave = useLeave();
  return (
    <main className={styles.page}>
      <div className={styles.corner}>
        <LanguageSwitch />
      </div>
      <Panel className={styles.card} title={t("auth.new_title")}>
        <p>{t("auth.new_detail")}</p>
        <PasswordForm submit={t("auth.password_save")} block focus />
        <Button type="link" block onClick={leave}>
          {t("auth.logout")}
        </Button>
      </Panel>
    </main>
  );
}
