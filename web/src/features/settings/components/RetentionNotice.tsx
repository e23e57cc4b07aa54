import { Alert } from "antd";
import { useTranslation } from "react-i18next";
import { instant } from "@/api/clock";
import { formatDateTime } from "@/shared/format";
import { useRetentionEffect } from "../api";
import styles from "../settings.module.css";

interface Props {
  rules: Record<string, unknown>;
  /** They are not the ones that are in force. */
  changed: boolean;
}

/** What rules of retention delete, said before they are saved: what is deleted cannot be heard again. */
export function RetentionNotice({ rules, changed }: Props) {
  const { t, i18n } = useTranslation();
  const { data, error } = useRetentionEffect(rules);
  if (error || !data) return null; // what is wrong with the rules is said when they are saved
  const { recordings, voicemails, oldest, default_days: days } = data;
  const deletes = recordings + voicemails > 0;
  const said = deletes
    ? t("singles.recording-retention.deletes", {
        recordings,
        voicemails,
        oldest: oldest ? formatDateTime(instant(oldest), i18n.language) : "",
      })
    : t("singles.recording-retention.deletes_nothing");
  return (
    <Alert
      className={styles.alert}
      type={changed && deletes ? "warning" : "info"}
      showIcon
      title={changed ? said : t("singles.recording-retention.default", { days })}
    />
  );
}
