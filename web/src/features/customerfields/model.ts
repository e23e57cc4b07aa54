import type { CustomerField } from "@/shared/fields/customer";
import { FIELD_KINDS } from "@/shared/fields/definitions";
import { codeFrom } from "@/shared/freeCode";

export type { CustomerField };
export type FieldKind = CustomerField["kind"];

/** Kinds that can be chosen for a new field. */
export const OFFERED: FieldKind[] = FIELD_KINDS.filter((kind) => kind !== "document");

export const PLACES = ["list", "card", "pop"] as const;
export const CUSTOMER_KINDS = ["person", "company", "dealer"] as const;
/** What a rule may look at: the customer's own properties. */
export const AROUND = ["kind", "category", "source", "level"] as const;
export const RULES = ["never", "always", "when", "kept"] as const;

export const choosing = (kind: FieldKind) => kind === "choice" || kind === "choices";
export const counting = (kind: FieldKind) => kind === "number" || kind === "money";
export const writing = (kind: FieldKind) => kind === "text" || kind === "long_text";

/** The field as it is edited. */
export interface FieldForm {
  zh: string;
  en: string;
  kind: FieldKind;
  dictionary?: string;
  min?: number | null;
  max?: number | null;
  max_length?: number | null;
  categories: string[];
  kinds: (typeof CUSTOMER_KINDS)[number][];
  rule: (typeof RULES)[number];
  when_field?: string;
  when_values?: string[];
  show: (typeof PLACES)[number][];
  help_zh?: string;
  help_en?: string;
}

export function toForm(field: CustomerField | null): FieldForm {
  if (!field) return { zh: "", en: "", kind: "text", categories: [], kinds: [], rule: "never", show: ["card"] };
  const when = simple(field.required_if);
  return {
    zh: field.label.zh,
    en: field.label.en,
    kind: field.kind,
    dictionary: field.dictionary ?? undefined,
    min: typeof field.min === "number" ? field.min : null,
    max: typeof field.max === "number" ? field.max : null,
    max_length: field.max_length ?? null,
    categories: [...(field.categories ?? [])],
    kinds: [...(field.kinds ?? [])],
    rule: field.required ? "always" : when ? "when" : field.required_if ? "kept" : "never",
    when_field: when?.field,
    when_values: when?.values,
    show: [...(field.show ?? ["card"])],
    help_zh: field.help?.zh,
    help_en: field.help?.en,
  };
}

/** `before` with what the form says; what the form does not know (pattern, conditions, own choices) stays. */
export function fromForm(form: FieldForm, before: CustomerField | null, taken: readonly string[]): CustomerField {
  const { kind } = form;
  const [helpZh, helpEn] = [form.help_zh?.trim() ?? "", form.help_en?.trim() ?? ""];
  const whole = before ?? ({ code: codeOf(form.en, taken), active: true } as CustomerField);
  return {
    ...whole,
    kind,
    label: { zh: form.zh.trim(), en: form.en.trim() },
    dictionary: choosing(kind) ? (form.dictionary ?? null) : null,
    options: choosing(kind) && !form.dictionary ? (before?.options ?? []) : [],
    min: counting(kind) ? (form.min ?? null) : (before?.min ?? null),
    max: counting(kind) ? (form.max ?? null) : (before?.max ?? null),
    max_length: writing(kind) ? (form.max_length ?? null) : null,
    categories: form.categories,
    kinds: form.kinds,
    required: form.rule === "always",
    required_if: ruleOf(form, before),
    show: PLACES.filter((place) => form.show.includes(place)),
    help: helpZh || helpEn ? { zh: helpZh || helpEn, en: helpEn || helpZh } : null,
  };
}

function ruleOf(form: FieldForm, before: CustomerField | null): CustomerField["required_if"] {
  if (form.rule === "kept") return before?.required_if ?? null;
  if (form.rule !== "when" || !form.when_field) return null;
  return { field: form.when_field, is: "in", value: form.when_values ?? [] };
}

/** A condition that the form can show: one of the customer's properties is one of some values. */
function simple(condition: CustomerField["required_if"]): { field: string; values: string[] } | null {
  if (!condition || typeof condition.field !== "string") return null;
  const { field, is, value } = condition;
  if (!(AROUND as readonly string[]).includes(field)) return null;
  if (is === "in" && Array.isArray(value)) return { field, values: value.map(String) };
  return is === "eq" && typeof value === "string" ? { field, values: [value] } : null;
}

const RESERVED = ["tag", "household", ...AROUND];

/** A code out of the English name: what imports and exports call the field. */
export function codeOf(name: string, taken: readonly string[]): string {
  return codeFrom(name, "field", [...taken, ...RESERVED]);
}

/** Where in the form the server's `fields.2.label.en` is; null when it is about another field, or about none. */
export function placeOf(place: string | undefined, index: number): keyof FieldForm | null {
  const [, at, name, language] = /^fields\.(\d+)\.(\w+)(?:\.(\w+))?/.exec(place ?? "") ?? [];
  if (Number(at) !== index || !name) return null;
  if (name === "label") return language === "zh" ? "zh" : "en";
  if (name === "help") return language === "en" ? "help_en" : "help_zh";
  if (name === "code") return "en";
  if (name === "options") return "dictionary";
  if (name === "required_if") return "when_values";
  const own = ["kind", "dictionary", "min", "max", "max_length", "categories", "kinds", "show"] as const;
  return own.find((one) => one === name) ?? null;
}
