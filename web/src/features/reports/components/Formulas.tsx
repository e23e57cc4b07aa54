import { Collapse } from "antd";
import { useTranslation } from "react-i18next";
import type { Kpi } from "@/api/types";
import { pickText } from "@/shared/format";
import styles from "../reports.module.css";

/** 统计口径: every figure's formula with the thresholds in force. */
export function Formulas({ kpis }: { kpis: readonly Kpi[] }) {
  const { t, i18n } = useTranslation();
  const text = (words: { zh: string; en: string }) => pickText({ ...words }, i18n.language);
  return (
    <Collapse
      className={styles.formulas ?? ""}
      items={[
        {
          key: "formulas",
          label: t("reports.formulas"),
          children: (
            <dl className={styles.list}>
              {kpis.map((kpi) => (
                <div key={kpi.id}>
                  <dt>{text(kpi.name)}</dt>
                  <dd>
                    {text(kpi.formula)}
                    {kpi.note && <small>{text(kpi.note)}</small>}
                  </dd>
                </div>
              ))}
            </dl>
          ),
        },
      ]}
    />
  );
}
