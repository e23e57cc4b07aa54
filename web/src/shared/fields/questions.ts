import { statesOf, visibleValues } from "./conditions";
import type { FieldDefinition, Values } from "./definitions";

/** A question of a questionnaire or a scorecard: a field with more around it. */
interface Question {
  field: FieldDefinition;
}

/** Codes of the questions that these answers lead to, and which of them must be answered. */
export function askedOf(questions: readonly Question[], answers: Values): Map<string, { required: boolean }> {
  const states = statesOf(
    questions.map((one) => one.field),
    answers,
  );
  return new Map([...states].filter(([, state]) => state.visible));
}

/** The answers of the questions that are asked. */
export function answersOf(questions: readonly Question[], answers: Values): Values {
  const seen = visibleValues(
    questions.map((one) => one.field),
    answers,
  );
  return Object.fromEntries(Object.entries(seen).filter(([, value]) => value !== null && value !== undefined));
}

/** "answers.greeting" → "greeting": which question the server's refusal is about. */
export function codeOf(field: string | undefined): string | null {
  return /^answers\.(\w+)/.exec(field ?? "")?.[1] ?? null;
}
