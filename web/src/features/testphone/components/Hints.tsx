import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Panel } from "@/shared/ui/Panel";
import styles from "../testphone.module.css";

const STEPS = ["dial", "listen", "agent", "answer"] as const;

/** How one person tries the whole centre: caller here, agent in another tab. */
export function Hints() {
  const { t } = useTranslation();
  return (
    <div className={styles.hints}>
      <Panel title={t("testphone.try_title")}>
        <ol>
          {STEPS.map((step) => (
            <li key={step}>{t(`testphone.step.${step}`)}</li>
          ))}
        </ol>
        <Button style={{ marginTop: 16 }} type="primary" href="/login?separate=1" target="_blank" rel="noopener">
          {t("testphone.open_agent")}
        </Button>
      </Panel>
      <Panel title={t("testphone.sound_title")}>
        <p style={{ margin: 0 }}>{t("testphone.sound_detail")}</p>
      </Panel>
    </div>
  );
}
