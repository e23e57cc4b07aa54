import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Scorecard = Schemas["ScorecardRow"];
export type ScorecardDetail = Schemas["ScorecardDetail"];
export type Criterion = Schemas["Criterion"];
export type Assessment = Schemas["AssessmentRow"];
export type AssessmentDetail = Schemas["AssessmentDetail"];
export type Calibration = Schemas["CalibrationRow"];
export type CalibrationDetail = Schemas["CalibrationDetail"];
export type Figures = Schemas["Figures"];
export type Comment = Schemas["CommentRow"];

export const STATES = ["draft", "published", "confirmed", "appealed", "decided"] as const;
export type State = (typeof STATES)[number];
export const STATE_COLOURS: Record<State, string> = {
  draft: "default",
  published: "blue",
  confirmed: "green",
  appealed: "orange",
  decided: "purple",
};
export const CALIBRATION_STATES = ["open", "closed", "cancelled"] as const;
export const GROUPS = ["agent", "queue", "scorecard", "assessor"] as const;

export const KINDS = ["choice", "yes_no", "number", "text"] as const;
export type Kind = (typeof KINDS)[number];

interface Section {
  key: string;
  name: { zh: string; en: string } | null;
  criteria: Criterion[];
}

/** Criteria under their headings, in their order; those without one stand under none. */
export function sectionsOf(criteria: readonly Criterion[]): Section[] {
  const found: Section[] = [];
  for (const one of criteria) {
    const key = one.section?.zh ?? "";
    const last = found.at(-1);
    if (last && last.key === key) last.criteria.push(one);
    else found.push({ key, name: one.section ?? null, criteria: [one] });
  }
  return found;
}
