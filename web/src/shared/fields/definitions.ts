/** What administrators' fields are (crm/fields/definitions.py): of documents, customers, wrap-up forms alike. */

export type Words = Record<string, string>;

export const FIELD_KINDS = [
  "text",
  "long_text",
  "number",
  "money",
  "date",
  "datetime",
  "choice",
  "choices",
  "yes_no",
  "phone",
  "file",
  "customer",
  "user",
  "unit",
  "document",
  "product_owned",
] as const;

export type FieldKind = (typeof FIELD_KINDS)[number];

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
