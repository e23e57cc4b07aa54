import { createContext, useContext } from "react";
import { useTranslation } from "react-i18next";

export interface Choice {
  value: string;
  label: string;
}

/** What a form knows besides the shape: names for its fields, and what may be chosen where a text names something. */
export interface FormContext {
  /** Part of the catalogue whose words come first (`settings.queue`). */
  words: string;
  /** Path of a field without numbers and keys (`overflow.target`), or its name alone, → what may stand there. */
  choices: Readonly<Record<string, readonly Choice[]>>;
  /** The field that the server refused (`overflow.0.target`), and why. */
  refused: { field: string; text: string } | null;
}

export const Form = createContext<FormContext>({ words: "", choices: {}, refused: null });

const plainPath = (path: readonly (string | number)[]) => path.filter((part) => typeof part === "string").join(".");

/** Words and choices for the field at a path; `whole`: nothing within it says itself what was refused there. */
export function useField(path: readonly (string | number)[], whole = false) {
  const { words, choices, refused } = useContext(Form);
  const { t, i18n } = useTranslation();
  const name = String(path.filter((part) => typeof part === "string").at(-1) ?? "");
  const plain = plainPath(path);
  const key = plain.replaceAll(".", "_");
  const label = t([`${words}.${key}`, `settings.fields.${key}`, `settings.fields.${name}`], { defaultValue: name });
  const helps = [`${words}.${key}_help`, `settings.fields.${name}_help`].find((one) => i18n.exists(one));
  const help = helps ? t(helps, { defaultValue: "" }) : "";
  const place = path.join(".");
  const about = refused && (refused.field === place || (whole && refused.field.startsWith(`${place}.`)));
  const mine = about ? refused.text : "";
  return { name, label, help, refused: mine, choices: choices[plain] ?? choices[name] ?? null };
}

/** How a fixed choice is called. */
export function useChoiceWords() {
  const { words } = useContext(Form);
  const { t } = useTranslation();
  return (field: string, value: string | number) =>
    t([`${words}.${field}_${value}`, `settings.choices.${value}`], { defaultValue: String(value) || "—" });
}
