import { arrange } from "@/shared/graph/arrange";
import { type FlowDocument, type Kinds, type Place, waysOf } from "./model";

export const WIDTH = 232;
const HEAD = 64;
const ROW = 24;

export function heightOf(ways: number): number {
  return HEAD + ways * ROW + (ways > 0 ? 8 : 0);
}

/** A place for every node: where it was drawn, else where the graph's own order puts it. */
export function places(document: FlowDocument, kinds: Kinds): Map<string, Place> {
  const drawn = new Map(Object.entries(document.layout ?? {}));
  if (Object.keys(document.nodes).every((id) => drawn.has(id))) return drawn;
  return new Map([...arranged(document, kinds), ...drawn]);
}

/** The nodes in layers from left to right, as callers pass them. */
export function arranged(document: FlowDocument, kinds: Kinds): Map<string, Place> {
  const ways = (id: string) => waysOf(document.nodes[id] ?? { kind: "" }, kinds.get(document.nodes[id]?.kind ?? ""));
  const ids = [...new Set([document.start, ...Object.keys(document.nodes)])].filter((id) => id in document.nodes);
  return arrange(
    ids.map((id) => ({ id, height: heightOf(ways(id).length) })),
    ids.flatMap((id) => ways(id).map((way) => ({ from: id, to: way.target, name: `${way.field}:${way.key}` }))),
    WIDTH,
  );
}
