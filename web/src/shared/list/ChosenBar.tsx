import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import styles from "./list.module.css";

interface Props {
  count: number;
  /** What can be done with all of them. */
  children: ReactNode;
  onNone: () => void;
}

/** Above a list of which rows are ticked: how many, and what can be done with them. */
export function ChosenBar({ count, children, onNone }: Props) {
  const { t } = useTranslation();
  return (
    <section className={styles.chosen} aria-label={t("common.chosen_actions")}>
      <span>{t("common.chosen", { count })}</span>
      {children}
      <Button size="small" type="text" onClick={onNone}>
        {t("common.choose_none")}
      </Button>
    </section>
  );
}
