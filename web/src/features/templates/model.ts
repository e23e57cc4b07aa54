import { ApiError } from "@/api/errors";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Template = Schemas["Template"];
export type TemplateRow = Schemas["TemplateRow"];
export type Variable = Required<Schemas["Variable"]>;
export type Rendered = Schemas["Rendered"];

export const LANGUAGES = ["zh", "en"] as const;
export type Language = (typeof LANGUAGES)[number];
type Both<T> = Record<Language, T>;

/** In the address, where a code would be: no code may look like this. */
export const NEW = "+";

/** Everything that can be typed, empty where nothing is. */
export interface TemplateForm {
  name: Both<string>;
  variables: Variable[];
  sms: Both<string>;
  email: Both<{ subject: string; body: string }>;
  provider_id: string;
}

const mail = () => ({ subject: "", body: "" });

export function blank(): TemplateForm {
  return {
    name: { zh: "", en: "" },
    variables: [],
    sms: { zh: "", en: "" },
    email: { zh: mail(), en: mail() },
    provider_id: "",
  };
}

export const newVariable = (name: string): Variable => ({ name, zh: "", en: "", example: "" });

export function formOf(row: Template): TemplateForm {
  const empty = blank();
  return {
    name: { zh: row.name.zh, en: row.name.en },
    variables: (row.variables ?? []).map((one) => ({ ...newVariable(one.name), ...one })),
    sms: { ...empty.sms, ...row.sms },
    email: { ...empty.email, ...row.email },
    provider_id: row.provider_id ?? "",
  };
}

/** What is sent: languages and channels without a text are left out. */
export function toSend(form: TemplateForm): Template {
  const { sms, email, ...rest } = form;
  return {
    ...rest,
    sms: Object.fromEntries(LANGUAGES.filter((one) => sms[one].trim()).map((one) => [one, sms[one]])),
    email: Object.fromEntries(
      LANGUAGES.filter((one) => email[one].subject.trim() || email[one].body.trim()).map((one) => [one, email[one]]),
    ),
  };
}

/** What is tried while it is typed: a name that is still missing does not keep the texts from being seen. */
export function toTry(form: TemplateForm): Template {
  const named = (text: string) => text.trim() || "-";
  return { ...toSend(form), name: { zh: named(form.name.zh), en: named(form.name.en) } };
}

export type TextPlace = `sms.${Language}` | `email.${Language}.${"subject" | "body"}`;

export function textAt(form: TemplateForm, place: TextPlace): string {
  const [channel, language, part] = place.split(".") as ["sms" | "email", Language, "subject" | "body" | undefined];
  return channel === "sms" || part === undefined ? form.sms[language] : form.email[language][part];
}

export function withText(form: TemplateForm, place: TextPlace, text: string): TemplateForm {
  const [channel, language, part] = place.split(".") as ["sms" | "email", Language, "subject" | "body" | undefined];
  return channel === "sms" || part === undefined
    ? { ...form, sms: { ...form.sms, [language]: text } }
    : { ...form, email: { ...form.email, [language]: { ...form.email[language], [part]: text } } };
}

/** The text with something put in place of what is selected. */
export function inserted(text: string, piece: string, from: number, to: number): string {
  return text.slice(0, from) + piece + text.slice(to);
}

/** The place in the form that a refusal is about, or null; a preview calls everything by the template around it. */
export function placeOf(error: unknown): string | null {
  if (!(error instanceof ApiError) || !error.field) return null;
  const place = error.field.replace(/^template\./, "");
  return /^(name|sms|email|variables\.\d|provider_id)/.test(place) ? place : null;
}

/** The server's words without the name of the place: they stand there. */
export function withoutPlace(text: string, place: string): string {
  return text.replace(`${place}: `, "").replace(`\uff08${place}\uff09`, "");
}

/** What stands at a place, to tell "missing" from "wrong". */
export function valueAt(form: TemplateForm, place: string): unknown {
  return place.split(".").reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], form);
}

export const placeholder = (name: string) => `{{ ${name} }}`;

/** Examples of what else may stand between the braces. */
export const FORMS = {
  phone: "{{ number | phone }}",
  otherwise: "{{ name | default('…') }}",
  condition: "{% if name %}…{% endif %}",
};

/** Those whose moment is known, because the program sends them. */
export const SHIPPED = ["survey_link", "voicemail_notice", "document_answer", "appointment"] as const;
