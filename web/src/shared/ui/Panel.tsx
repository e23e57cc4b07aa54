import type { CSSProperties, ReactNode } from "react";
import styles from "./panel.module.css";

interface Props {
  title?: string;
  /** At the end of the title's line. */
  extra?: ReactNode;
  className?: string;
  style?: CSSProperties;
  children: ReactNode;
}

/** A framed part of a page with a heading. */
export function Panel({ title, extra, className = "", style, children }: Props) {
  return (
    <div className={`${styles.panel} ${className}`} style={style}>
      {title && (
        <header className={styles.head}>
          <h2>{title}</h2>
          {extra}
        </header>
      )}
      <div className={styles.body}>{children}</div>
    </div>
  );
}
