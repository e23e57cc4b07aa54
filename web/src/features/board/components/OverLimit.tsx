import { WarningFilled } from "@ant-design/icons";
import { Tooltip } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { QueueAlarm } from "@/live/types";
import { pickText } from "@/shared/format";
import styles from "../board.module.css";

/** A figure; beyond its threshold it has colour, a sign, and words for whoever points at it or hears the page. */
export function OverLimit({ alarm, children }: { alarm: QueueAlarm | undefined; children: ReactNode }) {
  const { i18n } = useTranslation();
  if (alarm === undefined) return children;
  const words = pickText(alarm.words, i18n.language);
  return (
    <Tooltip title={words}>
      <span className={alarm.critical ? styles.critical : styles.warned} data-over={alarm.measure}>
        <WarningFilled aria-hidden /> {children}
        <span className="visually-hidden">{words}</span>
      </span>
    </Tooltip>
  );
}
