import type { components } from "@/api/schema";
import type { Condition, FieldDefinition, FieldKind, FieldOption } from "@/shared/fields/definitions";
import { codeFrom, freeCode } from "@/shared/freeCode";

export type Queue = components["schemas"]["QueueRow"];
export type Disposition = components["schemas"]["Disposition"];

export interface WrapUp {
  dispositions: Disposition[];
  disposition_required: boolean;
  fields: FieldDefinition[];
}

/** Kinds that make sense beside a call, in the order in which they are offered. */
export const KINDS: readonly FieldKind[] = [
  "text",
  "long_text",
  "choice",
  "choices",
  "yes_no",
  "number",
  "money",
  "date",
  "phone",
];

export function wrapUpOf(queue: Queue): WrapUp {
  return {
    dispositions: queue.dispositions ?? [],
    disposition_required: queue.wrap_up_form?.disposition_required ?? false,
    fields: (queue.wrap_up_form?.fields ?? []) as unknown as FieldDefinition[],
  };
}

/** What is sent: what was added on the page gets its code from its English name; codes that are stored stay. */
export function toSend(form: WrapUp, before: WrapUp): WrapUp {
  const known = new Set(before.dispositions.map((one) => one.code));
  const given = new Map<string, string>();
  const taken = [...known];
  for (const one of form.dispositions) {
    if (known.has(one.code)) continue;
    const code = codeFrom(one.name.en, "result", taken);
    taken.push(code);
    given.set(one.code, code);
  }
  const rename = (code: string) => given.get(code) ?? code;
  return {
    ...form,
    dispositions: form.dispositions.map((one) => ({ ...one, code: rename(one.code) })),
    fields: form.fields.map((field) => ({ ...field, visible_if: renamed(field.visible_if, rename) })),
  };
}

/** Codes of the results with which a field is asked, or null: always; undefined: by a rule that is not made here. */
export function askedWith(field: FieldDefinition): string[] | null | undefined {
  const rule = field.visible_if;
  if (!rule) return null;
  const codes = [rule.value].flat();
  if (rule.field !== "disposition" || rule.is !== "in" || !codes.every((one) => typeof one === "string"))
    return undefined;
  return codes as string[];
}

export function askWith(codes: readonly string[]): Condition | null {
  return codes.length > 0 ? { field: "disposition", is: "in", value: [...codes] } : null;
}

function renamed(rule: Condition | null | undefined, rename: (code: string) => string): Condition | null | undefined {
  const codes = rule?.field === "disposition" && Array.isArray(rule.value) ? (rule.value as string[]) : null;
  return rule && codes ? { ...rule, value: codes.map(rename) } : rule;
}

export function newField(kind: FieldKind, taken: readonly string[]): FieldDefinition {
  const field: FieldDefinition = { code: freeCode(kind, taken), kind, label: { zh: "", en: "" } };
  return kind === "choice" || kind === "choices"
    ? { ...field, options: [newOption([]), newOption(["answer"])] }
    : field;
}

export function newOption(taken: readonly string[]): FieldOption {
  return { code: freeCode("answer", taken), zh: "", en: "", active: true };
}
