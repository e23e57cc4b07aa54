/** What administrators' fields are (crm/fields/definitions.py): of documents, customers, wrap-up forms alike. */
import type { components } from "@/api/schema";

export type Words = Record<string, string>;

export type FieldKind = components["schemas"]["FieldDefinition"]["kind"];

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
