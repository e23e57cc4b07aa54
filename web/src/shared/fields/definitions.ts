/** What administrators' fields are (crm/fields/definitions.py): of documents, customers, wrap-up forms alike. */
import type { components } from "@/api/schema";

export type Words = Record<string, string>;

export type FieldKind = components["schemas"]["FieldDefinition"]["kind"];

/** All kinds in the order in which they are offered; the compiler misses one that the server has and this has not. */
const ORDER: Record<FieldKind, number> = {
  text: 0,
  long_text: 1,
  number: 2,
  money: 3,
  date: 4,
  datetime: 5,
  choice: 6,
  choices: 7,
  yes_no: 8,
  phone: 9,
  file: 10,
  customer: 11,
  user: 12,
  unit: 13,
  document: 14,
  product_owned: 15,
};

export const FIELD_KINDS = (Object.keys(ORDER) as FieldKind[]).sort((one, other) => ORDER[one] - ORDER[other]);

export interface FieldOption {
  code: string;
  zh: string;
  en: string;
  active?: boolean;
}

/** `{field, is, value}`, `{all: […]}`, `{any: […]}` or `{not: …}`. */
export type Condition = Record<string, unknown>;

export interface FieldDefinition {
  code: string;
  kind: FieldKind;
  label: Words;
  required?: boolean;
  required_if?: Condition | null;
  visible_if?: Condition | null;
  min?: number | string | null;
  max?: number | string | null;
  max_length?: number | null;
  pattern?: string | null;
  dictionary?: string | null;
  options?: FieldOption[];
  default?: unknown;
  show?: string[];
  help?: Words | null;
}

export interface FieldSection {
  code: string;
  name: Words;
  fields?: FieldDefinition[];
}

export type Values = Record<string, unknown>;

export function fieldsOf(sections: readonly FieldSection[]): FieldDefinition[] {
  return sections.flatMap((section) => section.fields ?? []);
}

const FILTERED = ["choice", "choices", "yes_no", "text"];

/** Whether a list can be narrowed by this field. */
export const canFilter = (field: Pick<FieldDefinition, "kind">) => FILTERED.includes(field.kind);
