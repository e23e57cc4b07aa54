import type { components } from "@/api/schema";
import type { FieldSection, Words } from "@/shared/fields/definitions";

export type { components } from "@/api/schema";
export type { QueryOf } from "@/api/types";

type Schemas = components["schemas"];

export type DocumentRow = Schemas["DocumentRow"];
export type DocumentDetail = Schemas["DocumentDetail"];
export type NewDocument = Schemas["NewDocument"];
export type Step = Schemas["StepView"];
export type Outcome = Schemas["OutcomeView"];
export type Change = Schemas["ChangeView"];
export type Remark = Schemas["RemarkView"];
export type Survey = Schemas["SurveyView"];
export type Board = Schemas["Board"];
export type BoardColumn = Schemas["BoardColumn"];
export type TypeInfo = Schemas["DocumentTypeInfo"];

/** A type as far as entering documents needs it; the designer knows it whole. */
export interface TypeDocument {
  code: string;
  name: Words;
  form?: { sections?: FieldSection[] };
  triggers?: { when: string }[];
  process: { start: string; nodes: TypeNode[] };
}

export interface TypeNode {
  code: string;
  kind?: string;
  name?: Words;
  handler?: { by: string };
  edit?: string[];
  required?: string[];
}
