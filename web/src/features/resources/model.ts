import type { Field } from "@/shared/schema/shape";
import type { Resource } from "./resources";

/** What was read goes back with a change, so that two administrators do not overwrite each other. */
const VERSION = "version";

export type Row = Record<string, unknown>;

/** The name of a row in its address. */
export const idOf = (resource: Resource, row: Row) => String(row[resource.id || "id"]);

/** The fields of the form: a new thing is given its name, an old one keeps it. */
export function formFields(resource: Resource, fields: readonly Field[], isNew: boolean): Field[] {
  const named = fields.some((field) => field.name === resource.id);
  const all = isNew && resource.id && !named ? [idField(resource.id), ...fields] : [...fields];
  const first = all.filter((field) => field.name === resource.id || field.name === "name");
  const rest = all.filter((field) => !first.includes(field));
  return [...first.sort((a, b) => Number(b.name === resource.id) - Number(a.name === resource.id)), ...rest].filter(
    (field) => (isNew || field.name !== resource.id) && field.name !== VERSION,
  );
}

function idField(name: string): Field {
  return {
    name,
    shape: { control: "text", pattern: "", maxLength: 40, long: false, secret: false },
    required: true,
    nullable: false,
    default: undefined,
  };
}

/** What to send: all of a new thing; of an old one what was changed. */
export function toSend(resource: Resource, before: Row | null, after: Row): { id: string; body: Row } {
  const { [resource.id]: id, ...rest } = after;
  if (before === null && resource.change === "put") return { id: String(id ?? ""), body: rest };
  if (before === null) return { id: "", body: filled(after) };
  const body: Row =
    resource.change === "put"
      ? rest
      : Object.fromEntries(Object.entries(rest).filter(([name, value]) => !same(value, before[name])));
  if (resource.overlaid && body[resource.overlaid.field]) {
    const { field, gone } = resource.overlaid;
    const kept = body[field] as Row;
    const removed = Object.keys((before[field] ?? {}) as Row).filter((key) => !(key in kept));
    body[field] = { ...kept, ...Object.fromEntries(removed.map((key) => [key, gone])) };
  }
  return {
    id: idOf(resource, before),
    body: { ...body, ...(resource.versioned ? { [VERSION]: before[VERSION] } : {}) },
  };
}

/** A secret that was left empty is not sent. */
function filled(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).filter(([name, value]) => !(/password|secret/.test(name) && value === "")),
  );
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** What was typed into a form, without secrets: they are written nowhere. */
export const typed = (fields: readonly Field[], start: Row, now: Row): Row =>
  Object.fromEntries(
    fields
      .filter(({ shape }) => shape.control !== "text" || !shape.secret)
      .filter(({ name }) => !same(now[name], start[name]))
      .map(({ name }) => [name, now[name]]),
  );
