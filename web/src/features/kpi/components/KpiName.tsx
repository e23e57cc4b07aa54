import { useTranslation } from "react-i18next";
import type { Kpi } from "@/api/types";
import { pickText } from "@/shared/format";
import { FormulaName } from "./FormulaName";

/** The name of a figure of the catalogue, with its formula. */
export function KpiName({ kpi }: { kpi: Kpi }) {
  const { i18n } = useTranslation();
  const text = (words: { zh: string; en: string }) => pickText({ ...words }, i18n.language);
  return <FormulaName name={text(kpi.name)} formula={text(kpi.formula)} note={kpi.note ? text(kpi.note) : undefined} />;
}
