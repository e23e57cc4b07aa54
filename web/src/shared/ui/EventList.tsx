import type { ReactNode } from "react";
import styles from "./events.module.css";

export interface EventItem {
  key: string;
  icon?: ReactNode;
  content: ReactNode;
}

/** What happened, one under the other along a line. */
export function EventList({ items }: { items: readonly EventItem[] }) {
  return (
    <ol className={styles.events}>
      {items.map((item) => (
        <li key={item.key}>
          <span className={styles.mark} aria-hidden>
            {item.icon}
          </span>
          <div>{item.content}</div>
        </li>
      ))}
    </ol>
  );
}
