import type { components } from "@/api/schema";

export type AuditEntry = components["schemas"]["AuditRow"];

export const KINDS = [
  "announcement",
  "article",
  "call",
  "category",
  "company",
  "contact",
  "customer",
  "customer_mailing",
  "device",
  "dictionary",
  "document_type",
  "entry",
  "flow",
  "hours",
  "import",
  "mailbox",
  "message_template",
  "notice",
  "outbox",
  "outlet",
  "pause_reason",
  "position",
  "prompt",
  "questionnaire",
  "queue",
  "recording",
  "role",
  "setting",
  "skill",
  "trunk",
  "unit",
  "user",
  "visit",
  "voicemail",
  "webhook",
  "workstation",
] as const;

/** One thing that an entry tells: what a field was and is now, or a fact beside the action (`before` absent). */
export interface Told {
  name: string;
  before?: unknown;
  after: unknown;
}

type Facts = Record<string, unknown>;

const isFacts = (value: unknown): value is Facts =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isPair = (value: unknown): value is [unknown, unknown] => Array.isArray(value) && value.length === 2;
const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/**
 * What an entry tells, field by field. Entries keep it in three shapes: `{before, after}`, `{changes: {field: [old, new]}}`
 * and plain facts.
 */
export function told(details: Facts): Told[] {
  const { before, after, changes, ...facts } = details;
  const found: Told[] = [];
  if (isFacts(after) || isFacts(before)) {
    const old = isFacts(before) ? before : {};
    const now = isFacts(after) ? after : {};
    const names = isFacts(after) ? Object.keys(now) : Object.keys(old);
    for (const name of names)
      if (!same(old[name], now[name])) found.push({ name, before: old[name] ?? null, after: now[name] });
  }
  if (isFacts(changes))
    for (const [name, value] of Object.entries(changes))
      found.push(isPair(value) ? { name, before: value[0], after: value[1] } : { name, after: value });
  for (const [name, value] of Object.entries(facts)) if (!isNothing(value)) found.push({ name, after: value });
  return found;
}

/** Says nothing: an empty text, list or group, or a "no" beside an action. */
export function isNothing(value: unknown): boolean {
  if (value === null || value === undefined || value === "" || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isFacts(value) && Object.keys(value).length === 0;
}

/** `queues.update` → its noun and its verb. */
export function partsOf(action: string): [string, string] {
  const dot = action.indexOf(".");
  return dot < 0 ? [action, ""] : [action.slice(0, dot), action.slice(dot + 1)];
}
