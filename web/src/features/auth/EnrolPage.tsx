import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Enrol } from "@/features/account/components/Enrol";
import { LanguageSwitch } from "@/shared/ui/LanguageSwitch";
import { Panel } from "@/shared/ui/Panel";
import styles from "./auth.module.css";
import { useLeave } from "./useLeave";

/** Shown instead of everything else to whoever has to enrol for one-time codes. */
export function EnrolPage() {
  const { t } = useTranslation();
  const leave = useLeave();
  const client = useQueryClient();
  return (
    <main className={styles.page}>
      <div className={styles.corner}>
        <LanguageSwitch />
      </div>
      <Panel className={`${styles.card} ${styles.wide}`} title={t("account.enrol_title")}>
        <p>{t("account.enrol_wanted")}</p>
        <Enrol askPassword={false} onDone={() => void client.invalidateQueries({ queryKey: ["me"] })} />
        <Button type="link" block onClick={leave}>
          {t("auth.logout")}
        </Button>
      </Panel>
    </main>
  );
}
