import type { components } from "@/api/schema";
import type { FieldDefinition } from "@/shared/fields/definitions";
import type { Question, QuestionKind } from "@/shared/questions/model";

type Schemas = components["schemas"];
export type Questionnaire = Schemas["QuestionnaireRow"];
export type QuestionnaireDetail = Schemas["QuestionnaireDetail"];
export type Statistics = Schemas["crm__visits__schemas__Statistics"];
export type NewQuestionnaire = Schemas["NewQuestionnaire"];

/** Kinds of questions in the order in which they are offered. */
export const KINDS = [
  "choice",
  "choices",
  "yes_no",
  "number",
  "text",
  "long_text",
  "date",
] as const satisfies readonly QuestionKind[];
export const STATE_COLOURS = { draft: "default", active: "green", closed: "red" } as const;

type Words = { zh: string; en: string };

export interface Form {
  name: Words;
  opening: Words;
  closing: Words;
  satisfied: number;
  certify: boolean;
  questions: Question[];
}

const NOTHING: Words = { zh: "", en: "" };

export function formOf(before: QuestionnaireDetail | null): Form {
  if (before === null)
    return { name: NOTHING, opening: NOTHING, closing: NOTHING, satisfied: 60, certify: false, questions: [] };
  const { opening, closing, satisfied, certify } = before.options;
  return {
    name: before.name,
    opening: opening ?? NOTHING,
    closing: closing ?? NOTHING,
    satisfied: satisfied ?? 60,
    certify: certify === true,
    questions: before.questions,
  };
}

/** What is sent; words that are in neither language are none. */
export function toSend({ name, questions, opening, closing, satisfied, certify }: Form): NewQuestionnaire {
  const said = (words: Words) => (words.zh || words.en ? words : null);
  return { name, questions, options: { opening: said(opening), closing: said(closing), satisfied, certify } };
}

/** The fields at which the condition of one question may look: all others. */
export function othersOf(questions: readonly Question[], place: number): FieldDefinition[] {
  return questions.filter((_, at) => at !== place).map((one) => one.field as FieldDefinition);
}

/** Which part of the form the server's refusal is about, where it is no question. */
export function partOf(field: string | undefined): "name" | "opening" | "closing" | null {
  const found = /^(?:options\.)?(name|opening|closing)\b/.exec(field ?? "")?.[1];
  return (found as "name" | "opening" | "closing" | undefined) ?? null;
}

export interface Bar {
  code: string;
  label: Words | null;
  count: number;
  share: number;
}

/** How often each answer was given, in the order of the question's options; answers that are no longer offered last. */
export function barsOf(shown: Statistics["questions"][number], question: Question | undefined): Bar[] {
  const counts = shown.answers ?? {};
  const options = question?.field.options ?? [];
  const named = new Map<string, Words>(options.map((one) => [one.code, { zh: one.zh, en: one.en }]));
  const offered = shown.kind === "yes_no" ? ["yes", "no"] : [...named.keys()];
  const codes = [...offered, ...Object.keys(counts).filter((code) => !offered.includes(code))];
  return codes.map((code) => {
    const count = counts[code] ?? 0;
    return {
      code,
      label: named.get(code) ?? null,
      count,
      share: shown.answered > 0 ? Math.round((100 * count) / shown.answered) : 0,
    };
  });
}
