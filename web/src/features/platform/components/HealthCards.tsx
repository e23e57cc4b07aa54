import { Alert, Progress, Tag } from "antd";
import { useTranslation } from "react-i18next";
import type { PlatformHealth } from "@/api/types";
import { formatDuration } from "@/shared/format";
import { formatBytes } from "../model";
import styles from "../platform.module.css";

/** The parts of the platform, what waits, the disk and the load. */
export function HealthCards({ health }: { health: PlatformHealth }) {
  const { t } = useTranslation();
  const parts = [
    ["switch", health.switch],
    ["core", health.core],
    ["web", health.web],
    ["database", health.database],
    ["configuration", health.configuration],
  ] as const;
  const used = health.disk_total > 0 ? 1 - health.disk_free / health.disk_total : 0;
  const figures = [
    { key: "uptime", value: health.core_seconds === null ? "–" : formatDuration(health.core_seconds) },
    { key: "calls", value: health.calls ?? "–" },
    { key: "journal_waiting", value: health.journal_waiting ?? "–" },
    { key: "recordings_waiting", value: health.recordings_waiting },
    { key: "recordings_failed", value: health.recordings_failed },
    { key: "load", value: health.load_per_processor.toFixed(2) },
  ] as const;
  return (
    <>
      <ul className={styles.parts}>
        {parts.map(([part, up]) => (
          <li key={part}>
            <span>{t(`platform.part.${part}`)}</span>
            <Tag color={up === null ? "default" : up ? "green" : "red"}>
              {t(up === null ? "frame.health.unknown" : up ? "frame.health.up" : "frame.health.down")}
            </Tag>
          </li>
        ))}
      </ul>
      {health.journal_error && <Alert type="error" showIcon title={health.journal_error} />}
      <dl className={styles.figures}>
        {figures.map(({ key, value }) => (
          <div key={key}>
            <dt>{t(`platform.figure.${key}`)}</dt>
            <dd className="figure">{value}</dd>
          </div>
        ))}
        <div>
          <dt>{t("platform.figure.disk")}</dt>
          <dd className="figure">
            {t("platform.disk_free", { free: formatBytes(health.disk_free), total: formatBytes(health.disk_total) })}
            <Progress
              percent={Math.round(used * 100)}
              size="small"
              showInfo={false}
              aria-label={t("platform.figure.disk")}
            />
          </dd>
        </div>
      </dl>
    </>
  );
}
