import type { components } from "@/api/schema";
import { freeCode } from "@/shared/freeCode";

/** What questionnaires and scorecards are made of: a field, and what its answers are worth. */
export type Question = components["schemas"]["Question"];
export type QuestionKind = Question["field"]["kind"];

/** A new question of a kind, with the answers that most people want. */
export function newQuestion(
  kind: QuestionKind,
  taken: readonly string[],
  called: (answer: "good" | "poor") => { zh: string; en: string },
): Question {
  const code = freeCode(kind, taken);
  const label = { zh: "", en: "" };
  const options = [
    { code: "good", ...called("good"), active: true },
    { code: "poor", ...called("poor"), active: true },
  ];
  switch (kind) {
    case "choice":
      return { field: { code, kind, label, required: true, options }, scores: { good: 10, poor: 0 } };
    case "choices":
      return { field: { code, kind, label, options } };
    case "yes_no":
      return { field: { code, kind, label, required: true }, scores: { yes: 10, no: 0 } };
    case "number":
      return { field: { code, kind, label, required: true, min: 0, max: 10 }, weight: 1 };
    default:
      return { field: { code, kind, label } };
  }
}

/** What all of them are worth: the most of every question, from its least. */
export function mostOf(questions: readonly Question[]): number {
  return questions.reduce((sum, one) => {
    if (one.weight !== null && one.weight !== undefined)
      return sum + Math.abs((Number(one.field.max ?? 0) - Number(one.field.min ?? 0)) * one.weight);
    const worths = Object.values(one.scores ?? {});
    if (worths.length === 0) return sum;
    if (one.field.kind === "choices") return sum + worths.reduce((all, worth) => all + Math.abs(worth), 0);
    return sum + Math.max(0, ...worths) - Math.min(0, ...worths);
  }, 0);
}
