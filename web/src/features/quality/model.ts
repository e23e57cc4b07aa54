import type { components } from "@/api/schema";
import { freeCode } from "@/shared/freeCode";

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

/** A new criterion of a kind, with the answers that most people want. */
export function newCriterion(
  kind: Kind,
  taken: readonly string[],
  called: (answer: "good" | "poor") => { zh: string; en: string },
): Criterion {
  const code = freeCode(kind, taken);
  const label = { zh: "", en: "" };
  if (kind === "choice")
    return {
      field: {
        code,
        kind,
        label,
        required: true,
        options: [
          { code: "good", ...called("good"), active: true },
          { code: "poor", ...called("poor"), active: true },
        ],
      },
      scores: { good: 10, poor: 0 },
    };
  if (kind === "yes_no") return { field: { code, kind, label, required: true }, scores: { yes: 10, no: 0 } };
  if (kind === "number") return { field: { code, kind, label, required: true, min: 0, max: 10 }, weight: 1 };
  return { field: { code, kind, label } };
}

/** What the whole scorecard is worth: the most of every criterion. */
export function mostOf(criteria: readonly Criterion[]): number {
  return criteria.reduce((sum, one) => {
    if (one.weight !== null && one.weight !== undefined)
      return sum + Math.max(0, (Number(one.field.max ?? 0) - Number(one.field.min ?? 0)) * one.weight);
    const worths = Object.values(one.scores ?? {});
    return worths.length > 0 ? sum + Math.max(0, ...worths) - Math.min(0, ...worths) : sum;
  }, 0);
}
