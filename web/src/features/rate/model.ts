import type { LinkSurvey } from "@/api/types";
import en from "@/i18n/en/rate.json";
import { browserLanguage, toUiLanguage, type UiLanguage } from "@/i18n/language";
import zh from "@/i18n/zh-CN/rate.json";

export type Words = typeof zh;
const WORDS: Record<UiLanguage, Words> = { "zh-CN": zh, en };

/** The customer's language as the call had it; the browser's where nothing is known of him. */
export function languageOf(survey: LinkSurvey | null): UiLanguage {
  return toUiLanguage(survey?.language) ?? browserLanguage(navigator.languages) ?? "zh-CN";
}

export const wordsIn = (language: UiLanguage): Words => WORDS[language];

export type Answers = Readonly<Record<string, string>>;

/** What was chosen of that which can be chosen now. */
export function stillThere(answers: Answers, survey: LinkSurvey): Answers {
  const known = Object.entries(answers).filter(([name, key]) =>
    survey.questions.some((one) => one.name === name && one.choices.some((choice) => choice.key === key)),
  );
  return Object.fromEntries(known);
}

/** Answers in the order of the questions: the first question's answer is what the report counts. */
export function inOrder(answers: Answers, survey: LinkSurvey): Answers {
  const given = survey.questions.flatMap(({ name }) => {
    const key = answers[name];
    return key === undefined ? [] : [[name, key] as const];
  });
  return Object.fromEntries(given);
}

const place = (token: string) => `hotline.survey.${token}`;

/** What was chosen before the page was loaded again; a browser that keeps nothing is no hindrance. */
export function kept(token: string): Answers {
  try {
    const found: unknown = JSON.parse(sessionStorage.getItem(place(token)) ?? "{}");
    return typeof found === "object" && found !== null ? (found as Answers) : {};
  } catch {
    return {};
  }
}

export function keep(token: string, answers: Answers | null): void {
  try {
    if (answers === null) sessionStorage.removeItem(place(token));
    else sessionStorage.setItem(place(token), JSON.stringify(answers));
  } catch {
    // nothing is kept
  }
}
