import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type PromptRow = Schemas["PromptRow"];
export type PromptDetail = Schemas["PromptDetail"];
export type PromptVersion = Schemas["PromptVersionRow"];
export type PromptChange = Schemas["PromptChange"];

export const PROMPT_LANGUAGES = ["zh", "en"] as const;
export type PromptLanguage = (typeof PROMPT_LANGUAGES)[number];

/** What callers hear of a prompt in a language: a recording, the voice, or nothing. */
export type Heard = { kind: "recorded"; version: number } | { kind: "spoken" } | { kind: "silent" };

export function heard(prompt: PromptRow, language: PromptLanguage): Heard {
  const version = prompt.recorded[language];
  if (version !== undefined) return { kind: "recorded", version };
  return prompt.texts[language]?.trim() ? { kind: "spoken" } : { kind: "silent" };
}

export interface Filter {
  q?: string;
  state?: string;
}

/** The prompts whose names, number or texts hold the words; of a state in any language. */
export function found(rows: readonly PromptRow[], { q = "", state }: Filter): PromptRow[] {
  const wanted = q.trim().toLowerCase();
  return rows.filter((row) => {
    const text = [row.id, row.number ?? "", row.name.zh, row.name.en, ...Object.values(row.texts)].join("\n");
    if (!text.toLowerCase().includes(wanted)) return false;
    if (state === "unused") return row.used_by.length === 0 && row.music_of.length === 0;
    return !state || PROMPT_LANGUAGES.some((language) => heard(row, language).kind === state);
  });
}

export interface PromptValues {
  name_zh: string;
  name_en: string;
  number: string;
  zh: string;
  en: string;
}

export function valuesOf(prompt: PromptRow): PromptValues {
  return {
    name_zh: prompt.name.zh,
    name_en: prompt.name.en,
    number: prompt.number ?? "",
    zh: prompt.texts.zh ?? "",
    en: prompt.texts.en ?? "",
  };
}

/** A text that is empty is left out: nothing is spoken then. */
function texts(values: PromptValues): Record<string, string> {
  return Object.fromEntries(
    PROMPT_LANGUAGES.flatMap((language) => (values[language]?.trim() ? [[language, values[language].trim()]] : [])),
  );
}

export function toChange(values: PromptValues): Required<Pick<PromptChange, "name" | "texts">> & PromptChange {
  return {
    name: { zh: values.name_zh.trim(), en: values.name_en.trim() },
    number: values.number?.trim() || null,
    texts: texts(values),
  };
}

/** The versions of a language, the newest first. */
export function versionsOf(prompt: PromptDetail, language: PromptLanguage): PromptVersion[] {
  return prompt.versions.filter((one) => one.language === language).sort((a, b) => b.version - a.version);
}

export const audioPath = (id: string, language: string, version: number) =>
  `/prompts/${encodeURIComponent(id)}/audio?language=${language}&version=${version}`;

/** Whether two texts of the form are not what is stored. */
export const isChanged = (prompt: PromptRow, values: PromptValues) =>
  JSON.stringify({ ...valuesOf(prompt) }) !== JSON.stringify({ ...valuesOf(prompt), ...values });
