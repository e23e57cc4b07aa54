import type { TFunction } from "i18next";
import { isEmpty } from "@/shared/fields/conditions";
import { canFilter, type FieldDefinition, type FieldSection, fieldsOf, type Values } from "@/shared/fields/definitions";
import type { Change, DocumentDetail, Outcome, Step, TypeDocument, TypeInfo, TypeNode } from "./types";

export const LISTS = ["todo", "entered", "done_by_me", "watched", "all"] as const;
export type ListName = (typeof LISTS)[number];

export const SORTS = ["created_at", "updated_at", "due_at", "number"] as const;

/** Families that have a name; others are a company's own and shown as they are written. */
const FAMILIES = ["ticket", "order", "work", "visit"] as const;

export function familyName(family: string, t: TFunction): string {
  const known = FAMILIES.find((one) => one === family);
  return known ? t(`documents.family.${known}`) : family;
}

/** The form of the document's version. */
export function sectionsOf(document: Pick<DocumentDetail, "form">): FieldSection[] {
  return ((document.form as { sections?: FieldSection[] }).sections ?? []).filter(Boolean);
}

/** What has been typed and is not stored: `title`, `content`, …, `fields.CODE` → value (null: emptied). */
export type Typed = Readonly<Record<string, unknown>>;

export const FIELD = "fields.";

/** The stored value of `title`, … or `fields.CODE`. */
export function storedOf(document: DocumentDetail, name: string): unknown {
  if (name.startsWith(FIELD)) return document.fields[name.slice(FIELD.length)];
  return document[name as keyof DocumentDetail];
}

export function same(one: unknown, other: unknown): boolean {
  return (isEmpty(one) && isEmpty(other)) || JSON.stringify(one) === JSON.stringify(other);
}

/** `typed` with one more value; a value that is the stored one is no longer typed. */
export function withTyped(typed: Typed, document: DocumentDetail, name: string, value: unknown): Typed {
  const { [name]: _before, ...rest } = typed;
  return same(value, storedOf(document, name)) ? rest : { ...rest, [name]: value ?? null };
}

/** The form's values as they are on the page. */
export function valuesOf(document: DocumentDetail, typed: Typed): Values {
  const mine = Object.entries(typed).filter(([name]) => name.startsWith(FIELD));
  return { ...document.fields, ...Object.fromEntries(mine.map(([name, value]) => [name.slice(FIELD.length), value])) };
}

/** Typed values as the API takes them: the document's own ones, and those of its form. */
export function split(typed: Typed): { columns: Record<string, unknown>; fields: Values } {
  const columns: Record<string, unknown> = {};
  const fields: Values = {};
  for (const [name, value] of Object.entries(typed))
    if (name.startsWith(FIELD)) fields[name.slice(FIELD.length)] = value;
    else columns[name] = value ?? (name === "customer_id" ? null : "");
  return { columns, fields };
}

/** What others did to a value that is typed anew here. */
export interface Clash {
  name: string;
  theirs: unknown;
  mine: unknown;
  by: string | null;
  at: string;
}

/** Changes of the document since a version of it, oldest first. */
export function since(document: DocumentDetail, version: number): Change[] {
  return document.history.filter((change) => change.after > version);
}

/** Typed values that somebody else has changed since `version`, with what they are now. */
export function clashes(document: DocumentDetail, typed: Typed, version: number): Clash[] {
  const found = new Map<string, Clash>();
  for (const change of since(document, version))
    for (const name of Object.keys(change.changes))
      if (name in typed && !same(typed[name], storedOf(document, name)))
        found.set(name, {
          name,
          theirs: storedOf(document, name),
          mine: typed[name],
          by: change.created_by,
          at: change.created_at,
        });
  return [...found.values()];
}

/** Typed values that may no longer be stored: the document has gone on. */
export function stranded(document: DocumentDetail, typed: Typed): string[] {
  const open = new Set(document.edit.map((code) => (COLUMNS.has(code) ? code : FIELD + code)));
  return Object.keys(typed).filter((name) => !open.has(name));
}

const COLUMNS = new Set(["title", "content", "customer_id", "phone", "unit_id"]);

/** Codes of the form's fields that may be changed now. */
export function editableFields(document: DocumentDetail): ReadonlySet<string> {
  return new Set(document.edit.filter((code) => !COLUMNS.has(code)));
}

export const activeSteps = (document: DocumentDetail): Step[] =>
  document.steps.filter((step) => step.state === "active");

/** Steps that a verb can be about; verbs about the whole document have none. */
export function stepsFor(verb: string, document: DocumentDetail): Step[] {
  const active = activeSteps(document);
  switch (verb) {
    case "claim":
      return active.filter((step) => step.may_claim);
    case "release":
      return active.filter((step) => step.may_release);
    case "return":
      return active.filter((step) => step.returnable);
    case "reassign":
    case "extend":
    case "reschedule":
      return active;
    default:
      return [];
  }
}

/** What the user may do besides outcomes, in the order of the buttons. */
export function verbsOf(document: DocumentDetail): string[] {
  const byStep = ["claim", "release", "return"].filter((verb) => stepsFor(verb, document).length > 0);
  return [...byStep, ...document.verbs];
}

/** Fields that are asked for when a document of a type is entered: those of its first step, and what is required. */
export function entryFields(type: TypeDocument): ReadonlySet<string> | "all" {
  const first = type.process.nodes.find((node) => node.code === type.process.start);
  const edit = first?.edit ?? [];
  if (edit.includes("*")) return "all";
  const must = fieldsOf(type.form?.sections ?? []).filter((field) => field.required || field.required_if);
  return new Set([...edit, ...(first?.required ?? []), ...must.map((field) => field.code)]);
}

/**
 * Who gets the first step when nobody is named: whoever enters it, where the process leaves it with who has it. A type
 * that nobody has designed is such a one.
 */
export function firstHandler(type: TypeDocument | null | undefined, user: string): string | null {
  if (type === undefined) return null;
  const first = type?.process.nodes.find((node) => node.code === type.process.start);
  return type === null || first?.handler?.by === "same" ? user : null;
}

/** Whether appointments with the customer belong to a type: something happens when one is made. */
export const hasAppointments = (type: TypeDocument | null | undefined): boolean =>
  (type?.triggers ?? []).some((trigger) => trigger.when === "appointment");

/** Values that a form begins with. */
export function defaultsOf(sections: readonly FieldSection[]): Values {
  const given = fieldsOf(sections).filter((field) => !isEmpty(field.default));
  return Object.fromEntries(given.map((field) => [field.code, field.default]));
}

/** What the server calls `fields.CODE` or `title`, and says about it. */
export function errorsBy(
  field: string | undefined,
  text: string,
): { fields: Record<string, string>; own: Record<string, string> } {
  if (!field) return { fields: {}, own: {} };
  if (field.startsWith(FIELD)) return { fields: { [field.slice(FIELD.length).split(".")[0] ?? ""]: text }, own: {} };
  return { fields: {}, own: { [field]: text } };
}

/** Types to choose from: those in use, and words of the dictionary 受理类型 that have no type yet. */
export function choosableTypes(
  types: readonly TypeInfo[],
  words: readonly { value: string; label: string }[],
  name: (type: TypeInfo) => string,
): { value: string; label: string; family: string }[] {
  const designed = new Set(types.filter((type) => type.version > 0).map((type) => type.code));
  const inUse = new Set(words.map((word) => word.value));
  const made = types.filter(
    (type) => type.version > 0 && type.active && (type.family !== "ticket" || inUse.has(type.code)),
  );
  return [
    ...made.map((type) => ({ value: type.code, label: name(type), family: type.family })),
    ...words.filter((word) => !designed.has(word.value)).map((word) => ({ ...word, family: "ticket" })),
  ];
}

/** Fields of a type that its list shows, and those that it is filtered by. */
export function listFields(type: TypeDocument | null | undefined): {
  shown: FieldDefinition[];
  asked: FieldDefinition[];
} {
  const shown = fieldsOf(type?.form?.sections ?? []).filter((field) => field.show?.includes("list"));
  return { shown, asked: shown.filter(canFilter) };
}

/** Steps of a type that people do, in the order of its process. */
export const stepsOf = (type: TypeDocument | null | undefined): TypeNode[] =>
  (type?.process.nodes ?? []).filter((node) => node.kind === "task" || node.kind === "visit");

/** Kinds whose values can be told on a card; the others are ids of what only a document's own page names. */
const TOLD: readonly FieldDefinition["kind"][] = [
  "choice",
  "choices",
  "yes_no",
  "number",
  "money",
  "date",
  "datetime",
  "user",
];

/** Fields of a type that are told on a card of the board. */
export const cardFields = (shown: readonly FieldDefinition[]): FieldDefinition[] =>
  shown.filter((field) => TOLD.includes(field.kind));

/** `(name)` in a remark's text → ids of those who are mentioned. */
export function mentioned(text: string, people: readonly { id: string; label: string }[]): string[] {
  return people.filter((one) => text.includes(`@${one.label}`)).map((one) => one.id);
}

/** Something that may be done at a step: one of its outcomes, or a verb. */
export type Doing = { step: Step } & (
  | { outcome: Outcome; verb?: undefined }
  | { outcome?: undefined; verb: "claim" | "return" }
);

/** What the user may do at a step, in the order in which it is offered. */
export function doable(step: Step): Doing[] {
  const claim: Doing[] = step.may_claim ? [{ step, verb: "claim" }] : [];
  const outcomes: Doing[] = step.may_act ? (step.outcomes ?? []).map((outcome) => ({ step, outcome })) : [];
  const back: Doing[] = step.returnable ? [{ step, verb: "return" }] : [];
  return [...claim, ...outcomes, ...back];
}
