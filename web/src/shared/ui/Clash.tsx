import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import styles from "./clash.module.css";

/** A value of which something is to be decided, in the notice above a form. */
export function ClashLine({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <div className={styles.line}>
      <strong>{label}</strong>
      {children}
    </div>
  );
}

interface Props {
  label: ReactNode;
  theirs: ReactNode;
  mine: ReactNode;
  onTheirs: () => void;
  onMine: () => void;
}

/** A value that was changed elsewhere while another was being typed for it here: one chooses. */
export function ClashChoice({ label, theirs, mine, onTheirs, onMine }: Props) {
  const { t } = useTranslation();
  return (
    <ClashLine label={label}>
      <span>
        {t("common.theirs")}: {theirs}
      </span>
      <span>
        {t("common.mine")}: {mine}
      </span>
      <Button size="small" onClick={onTheirs}>
        {t("common.take_theirs")}
      </Button>
      <Button size="small" onClick={onMine}>
        {t("common.keep_mine")}
      </Button>
    </ClashLine>
  );
}
