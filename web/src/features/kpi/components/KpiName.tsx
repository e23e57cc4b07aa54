import { Popover } from "antd";
import { useTranslation } from "react-i18next";
import type { Kpi } from "@/api/types";
import { pickText } from "@/shared/format";
import styles from "../kpi.module.css";

/** A figure's name; its formula and its note come up beside it, also by keyboard. */
export function KpiName({ kpi }: { kpi: Kpi }) {
  const { i18n } = useTranslation();
  const text = (words: { zh: string; en: string }) => pickText({ ...words }, i18n.language);
  return (
    <Popover
      trigger={["hover", "focus"]}
      styles={{ root: { maxWidth: 380 } }}
      title={text(kpi.name)}
      content={
        <>
          <p className={styles.formula}>{text(kpi.formula)}</p>
          {kpi.note && <p className={styles.note}>{text(kpi.note)}</p>}
        </>
      }
    >
      <button type="button" className={styles.name}>
        {text(kpi.name)}
      </button>
    </Popover>
  );
}
