import { Badge, Empty } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Panel } from "@/shared/ui/Panel";
import styles from "../home.module.css";

interface Props<T> {
  title: string;
  items: readonly T[];
  /** How many there are in all, where that counts. */
  total?: number;
  empty: string;
  /** The page with all of them. */
  all: string;
  row: (item: T) => ReactNode;
}

/** A few of something, how many there are, and the way to all. */
export function RowsBlock<T extends { id: string }>({ title, items, total, empty, all, row }: Props<T>) {
  const { t } = useTranslation();
  return (
    <Panel
      title={title}
      extra={
        <span>
          {total !== undefined && total > 0 && <Badge count={total} overflowCount={999} color="var(--state-ringing)" />}{" "}
          <Link to={all} aria-label={`${t("home.all")} ${title}`}>
            {t("home.all")}
          </Link>
        </span>
      }
    >
      {items.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={empty} />
      ) : (
        <ul className={styles.rows}>
          {items.map((item) => (
            <li key={item.id}>{row(item)}</li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
