import type { SurveyReportRow } from "@/api/types";
import { formatKpi } from "@/features/kpi/model";

export const GROUPS = ["agent", "queue"] as const;
export type Group = (typeof GROUPS)[number];

/** The figures of the report in the order in which they are read. */
export const FIGURES = ["offered", "answered", "answer_rate", "score", "satisfied_rate"] as const;
export type Figure = (typeof FIGURES)[number];

/** How a figure is written; a dash where it has no value. */
export function figureText(row: SurveyReportRow, figure: Figure): string {
  switch (figure) {
    case "offered":
    case "answered":
      return String(row[figure]);
    case "score":
      return row.score === null ? "–" : row.score.toFixed(2);
    default:
      return formatKpi(row[figure], "share");
  }
}
