import { Alert } from "antd";
import { useTranslation } from "react-i18next";
import { formatClock, pickText } from "@/shared/format";
import { useHealth } from "../api";
import styles from "../platform.module.css";

/** The alarms that are on, the worst first; nothing while all is well. */
export function AlarmBanner() {
  const { i18n } = useTranslation();
  const alarms = useHealth().data?.alarms ?? [];
  if (alarms.length === 0) return null;
  return (
    <div className={styles.alarms}>
      {alarms.map((alarm) => (
        <Alert
          key={alarm.id}
          showIcon
          type={alarm.severity === "critical" ? "error" : "warning"}
          title={pickText({ zh: alarm.zh, en: alarm.en }, i18n.language)}
          action={<span className="figure">{formatClock(alarm.since * 1000, i18n.language)}</span>}
          data-alarm={alarm.id}
        />
      ))}
    </div>
  );
}
