import type { FieldDefinition, FieldKind, FieldSection, Words } from "@/shared/fields/definitions";
import { freeCode } from "@/shared/freeCode";
import { cleaned, fieldsOf, sectionsOf, type TypeDraft } from "./model";

/** What can be done to the form of a type. Nothing here changes what it is given. */

export function setSections(type: TypeDraft, sections: FieldSection[]): TypeDraft {
  return { ...type, form: { ...type.form, sections } };
}

export function addField(
  type: TypeDraft,
  section: string,
  kind: FieldKind,
  label: Words,
): { type: TypeDraft; code: string } {
  const code = freeCode(
    kind,
    fieldsOf(type).map((field) => field.code),
  );
  const options = kind === "choice" || kind === "choices" ? { options: [] } : {};
  const field: FieldDefinition = { code, kind, label, ...options };
  const sections = sectionsOf(type).map((one) =>
    one.code === section ? { ...one, fields: [...(one.fields ?? []), field] } : one,
  );
  return { type: setSections(type, sections), code };
}

export function setField(type: TypeDraft, code: string, change: Partial<FieldDefinition>): TypeDraft {
  return mapFields(type, (field) => (field.code === code ? cleaned({ ...field, ...change }) : field));
}

function mapFields(type: TypeDraft, make: (field: FieldDefinition) => FieldDefinition | null): TypeDraft {
  const kept = (fields: readonly FieldDefinition[]) => fields.flatMap((field) => make(field) ?? []);
  return setSections(
    type,
    sectionsOf(type).map((section) => ({ ...section, fields: kept(section.fields ?? []) })),
  );
}

/** Without the field, and without what steps said about it. */
export function removeField(type: TypeDraft, code: string): TypeDraft {
  const without = (codes?: string[]) => codes?.filter((one) => one !== code);
  const next = mapFields(type, (field) => (field.code === code ? null : field));
  const nodes = next.process.nodes.map((node) =>
    cleaned({
      ...node,
      edit: without(node.edit),
      required: without(node.required),
      outcomes: node.outcomes?.map((one) => cleaned({ ...one, required: without(one.required) })),
    }),
  );
  return { ...next, process: { ...next.process, nodes } };
}

/** The field one place up (-1) or down (1); at the end of its section it goes on into the next. */
export function moveField(type: TypeDraft, code: string, by: -1 | 1): TypeDraft {
  const sections = sectionsOf(type).map((one) => ({ ...one, fields: [...(one.fields ?? [])] }));
  const at = sections.findIndex((one) => one.fields.some((field) => field.code === code));
  const section = sections[at];
  if (!section) return type;
  const place = section.fields.findIndex((field) => field.code === code);
  const [field] = section.fields.splice(place, 1);
  if (!field) return type;
  const next = place + by;
  const beside = sections[at + by];
  if (next >= 0 && next <= section.fields.length) section.fields.splice(next, 0, field);
  else if (beside) beside.fields.splice(by < 0 ? beside.fields.length : 0, 0, field);
  else return type;
  return setSections(type, sections);
}

export function moveOne<T>(list: readonly T[], index: number, by: -1 | 1): T[] {
  const next = [...list];
  const [one] = next.splice(index, 1);
  if (one !== undefined && index + by >= 0 && index + by <= next.length) next.splice(index + by, 0, one);
  return next.length === list.length ? next : [...list];
}
