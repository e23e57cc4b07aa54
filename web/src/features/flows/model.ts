import type { components } from "@/api/schema";

/** A flow as in its YAML file, and what can be done to it. Nothing here changes what it is given. */

type Schemas = components["schemas"];
export type FieldShape = Schemas["FieldShapeRow"];
export type KindShape = Schemas["KindShapeRow"];
export type Finding = Schemas["FlowFinding"];
export type Kinds = ReadonlyMap<string, KindShape>;
export type Words = Record<string, string>;
export type Place = [number, number];

export type FlowNode = { kind: string; [field: string]: unknown };

export interface FlowDocument {
  flow: string;
  name: Words;
  start: string;
  languages: string[];
  inputs?: string[];
  defaults?: Record<string, unknown>;
  nodes: Record<string, FlowNode>;
  layout?: Record<string, Place>;
}

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether it can be drawn and edited. What else is wrong with it the server finds. */
export function isFlow(value: unknown): value is FlowDocument {
  if (!isMapping(value)) return false;
  const { flow, name, languages, nodes, layout } = value;
  const isPlace = (place: unknown) => Array.isArray(place) && place.length === 2 && place.every(Number.isFinite);
  return (
    typeof flow === "string" &&
    isMapping(name) &&
    Array.isArray(languages) &&
    languages.every((one) => typeof one === "string") &&
    isMapping(nodes) &&
    Object.values(nodes).every((node) => isMapping(node) && typeof node.kind === "string") &&
    (layout === undefined || (isMapping(layout) && Object.values(layout).every(isPlace)))
  );
}

/** A way out of a node: a field, or one key of a field that leads to several nodes. */
export interface Way {
  field: string;
  key: string | null;
  target: string;
  required: boolean;
}

const EMPTY: FlowNode = { kind: "" };

export const wayId = (field: string, key: string | null) => (key === null ? field : `${field}:${key}`);

export function nodeOf(document: FlowDocument, id: string): FlowNode {
  return document.nodes[id] ?? EMPTY;
}

/** What people call a node, where it has a name. */
export function nameOf(node: FlowNode): Words | undefined {
  return node.name && typeof node.name === "object" ? (node.name as Words) : undefined;
}

/** All ways out of a node, those that lead nowhere yet too (`target` is empty). */
export function waysOf(node: FlowNode, kind: KindShape | undefined): Way[] {
  return (kind?.fields ?? []).flatMap((field): Way[] => {
    const value = node[field.name];
    if (field.control === "node") {
      return [{ field: field.name, key: null, target: text(value), required: field.required }];
    }
    if (field.control !== "nodes") return [];
    return Object.entries((value ?? {}) as Record<string, unknown>).map(([key, target]) => ({
      field: field.name,
      key,
      target: text(target),
      required: true,
    }));
  });
}

const text = (value: unknown) => (typeof value === "string" ? value : "");

export function setField(document: FlowDocument, id: string, field: string, value: unknown): FlowDocument {
  const { [field]: _before, ...rest } = nodeOf(document, id);
  const node = { ...nodeOf(document, id), [field]: value };
  return withNode(document, id, value === undefined ? (rest as FlowNode) : node);
}

/** The node without meanings of keys that it has no more. */
export function withoutStrayMeanings(document: FlowDocument, id: string, kind: KindShape | undefined): FlowDocument {
  let next = document;
  for (const field of kind?.fields ?? []) {
    if (field.control !== "meanings") continue;
    const node = nodeOf(next, id);
    const keys = (node[field.role] ?? {}) as object;
    const kept = Object.entries((node[field.name] ?? {}) as object).filter(([key]) => key in keys);
    next = setField(next, id, field.name, kept.length > 0 ? Object.fromEntries(kept) : undefined);
  }
  return next;
}

/** Lead a way to `target`; an empty one takes the way away (a key of several stays, and leads nowhere). */
export function lead(
  document: FlowDocument,
  id: string,
  field: string,
  key: string | null,
  target: string,
): FlowDocument {
  if (key === null) return setField(document, id, field, target || undefined);
  const before = (nodeOf(document, id)[field] ?? {}) as Record<string, unknown>;
  return setField(document, id, field, { ...before, [key]: target });
}

function withNode(document: FlowDocument, id: string, node: FlowNode): FlowDocument {
  return { ...document, nodes: { ...document.nodes, [id]: node } };
}

/** A new node of a kind, named after it; what the kind must have is there, empty. */
export function addNode(document: FlowDocument, kind: KindShape, place: Place): { document: FlowDocument; id: string } {
  const id = freeName(document, kind.kind);
  const node: FlowNode = { kind: kind.kind };
  for (const field of kind.fields) {
    if (!field.required) continue;
    if (field.control === "words")
      node[field.name] = Object.fromEntries(document.languages.map((language) => [language, ""]));
    else if (field.control === "nodes" || field.control === "texts") node[field.name] = {};
    else if (field.control === "choice") node[field.name] = field.choices[0];
  }
  const next = withNode(document, id, node);
  return { document: { ...next, layout: { ...next.layout, [id]: place } }, id };
}

/** A second one like it, leading to the same nodes. */
export function copyNode(document: FlowDocument, id: string, place: Place): { document: FlowDocument; id: string } {
  const name = freeName(document, id.replace(/_\d+$/, ""));
  const next = withNode(document, name, structuredClone(nodeOf(document, id)));
  return { document: { ...next, layout: { ...next.layout, [name]: place } }, id: name };
}

function freeName(document: FlowDocument, wanted: string): string {
  if (!(wanted in document.nodes)) return wanted;
  let number = 2;
  while (`${wanted}_${number}` in document.nodes) number += 1;
  return `${wanted}_${number}`;
}

/** Without these nodes; ways that led to them lead nowhere. */
export function removeNodes(document: FlowDocument, ids: ReadonlySet<string>, kinds: Kinds): FlowDocument {
  const kept = Object.entries(document.nodes).filter(([id]) => !ids.has(id));
  let next: FlowDocument = { ...document, nodes: Object.fromEntries(kept) };
  for (const [id, node] of kept)
    for (const way of waysOf(node, kinds.get(node.kind)))
      if (ids.has(way.target)) next = lead(next, id, way.field, way.key, "");
  const layout = Object.entries(document.layout ?? {}).filter(([id]) => !ids.has(id));
  return { ...next, layout: Object.fromEntries(layout) };
}

export const NAME = /^[a-z][a-z0-9_]{0,63}$/;

/** The node under another name, with everything that leads to it; unchanged when the name is taken or no name. */
export function renameNode(document: FlowDocument, from: string, to: string, kinds: Kinds): FlowDocument {
  if (from === to || to in document.nodes || !NAME.test(to)) return document;
  const nodes = Object.fromEntries(
    Object.entries(document.nodes).map(([id, node]) => [id === from ? to : id, node]),
  ) as FlowDocument["nodes"];
  let next: FlowDocument = { ...document, nodes, start: document.start === from ? to : document.start };
  for (const [id, node] of Object.entries(nodes))
    for (const way of waysOf(node, kinds.get(node.kind)))
      if (way.target === from) next = lead(next, id, way.field, way.key, to);
  if (document.defaults?.on_errors === from) next = { ...next, defaults: { ...document.defaults, on_errors: to } };
  const layout = Object.entries(document.layout ?? {}).map(([id, place]) => [id === from ? to : id, place]);
  return { ...next, layout: Object.fromEntries(layout) };
}

export function moveNodes(document: FlowDocument, places: ReadonlyMap<string, Place>): FlowDocument {
  return { ...document, layout: { ...document.layout, ...Object.fromEntries(places) } };
}

/** Words are written as one text or as several in a row. */
export function wordsOf(value: unknown): Words[] {
  return [value].flat().filter(isMapping) as Words[];
}

export function wordsValue(words: readonly Words[]): Words | Words[] | undefined {
  return words.length === 0 ? undefined : words.length === 1 ? words[0] : [...words];
}

/** Variables that some node sets or asks for, to choose from. */
export function variablesOf(document: FlowDocument, kinds: Kinds): string[] {
  const found = new Set<string>(document.inputs ?? []);
  for (const node of Object.values(document.nodes)) {
    for (const field of kinds.get(node.kind)?.fields ?? []) {
      const value = node[field.name];
      if (field.role === "variable") for (const name of [value].flat()) if (typeof name === "string") found.add(name);
    }
    if (node.kind === "set") for (const name of Object.keys((node.values ?? {}) as object)) found.add(name);
  }
  return [...found].sort();
}

/** The smallest flow that can be published. */
export function newFlow(id: string, name: Words, greeting: Words): FlowDocument {
  return {
    flow: id,
    name,
    start: "welcome",
    languages: ["zh", "en"],
    nodes: { welcome: { kind: "play", say: greeting, next: "bye" }, bye: { kind: "hangup" } },
  };
}
