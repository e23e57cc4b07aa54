import { WarningOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";
import styles from "./trouble.module.css";

interface Props {
  title: string;
  detail?: string;
  /** What to do about it. */
  action?: ReactNode;
}

/** Instead of a page that cannot be shown: what is wrong and what to do. */
export function Trouble({ title, detail, action }: Props) {
  return (
    <div className={styles.trouble} role="alert">
      <WarningOutlined className={styles.icon} aria-hidden />
      <h1>{title}</h1>
      {detail && <p>{detail}</p>}
      {action}
    </div>
  );
}
