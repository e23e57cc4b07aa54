import { isMap, isNode, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type { components } from "@/api/schema";

export type ImportResult = components["schemas"]["ImportResult"];

/** Parts of the document in the order in which it has them. */
export const PARTS = [
  "units",
  "positions",
  "roles",
  "dictionaries",
  "customer_fields",
  "questionnaires",
  "scorecards",
  "message_templates",
  "outlets",
  "skills",
  "pause_reasons",
  "hours",
  "trunks",
  "prompts",
  "mailboxes",
  "document_types",
  "flows",
  "queues",
  "entries",
  "settings",
] as const;
export type Part = (typeof PARTS)[number];

/** Names as `part/id`, by part. */
export function byPart(names: readonly string[]): { part: Part; ids: string[] }[] {
  return PARTS.flatMap((part) => {
    const ids = names.filter((name) => name.startsWith(`${part}/`)).map((name) => name.slice(part.length + 1));
    return ids.length > 0 ? [{ part, ids }] : [];
  });
}

/** What is no YAML at all, with its line. */
export function syntaxError(text: string): { line: number | null; said: string } | null {
  const [error] = parseDocument(text).errors;
  return error ? { line: error.linePos?.[0].line ?? null, said: error.message.split("\n")[0] ?? "" } : null;
}

/** The line of a place that the server names (`queues/heating.demand.0.skill`), or of what is nearest around it. */
export function lineOf(text: string, place: string): number | null {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [part = "", rest = ""] = split(place, "/");
  let at: unknown = document.contents;
  let found: number | null = null;
  for (const step of [part, ...steps(at, part, rest)]) {
    const next = inside(at, step);
    if (next === null) break;
    found = next.offset;
    at = next.value;
  }
  return found === null ? null : lines.linePos(found).line;
}

function split(text: string, by: string): [string, string] {
  const at = text.indexOf(by);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + by.length)];
}

/** The id may have points itself: the longest that there is counts. */
function steps(root: unknown, part: string, rest: string): string[] {
  const things = inside(root, part)?.value;
  const ids = isMap(things) ? things.items.map((pair) => keyOf(pair.key)) : [];
  const id = ids.filter((one) => rest === one || rest.startsWith(`${one}.`)).sort((a, b) => b.length - a.length)[0];
  return id === undefined ? [] : [id, ...rest.slice(id.length + 1).split(".")].filter((step) => step !== "");
}

function inside(at: unknown, step: string): { offset: number; value: unknown } | null {
  if (isMap(at)) {
    const pair = at.items.find((one) => keyOf(one.key) === step);
    return pair ? { offset: startOf(pair.key), value: pair.value } : null;
  }
  if (isSeq(at)) {
    const item = at.items[Number(step)];
    return isNode(item) ? { offset: startOf(item), value: item } : null;
  }
  return null;
}

const keyOf = (key: unknown) => String(isNode(key) ? (key as { value?: unknown }).value : key);
const startOf = (node: unknown) => (isNode(node) ? ((node as Node).range?.[0] ?? 0) : 0);
