import { useTranslation } from "react-i18next";
import { FormulaName } from "@/features/kpi/components/FormulaName";
import type { Figure } from "../model";

/** A figure's name with its formula beside it. */
export function FigureName({ figure }: { figure: Figure }) {
  const { t } = useTranslation();
  return <FormulaName name={t(`satisfaction.figures.${figure}`)} formula={t(`satisfaction.formulas.${figure}`)} />;
}
