import dagre from "@dagrejs/dagre";
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
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "LR", nodesep: 28, ranksep: 96, marginx: 24, marginy: 24 });
  graph.setDefaultEdgeLabel(() => ({}));
  const ids = Object.keys(document.nodes);
  for (const id of [document.start, ...ids]) {
    const node = document.nodes[id];
    if (node) graph.setNode(id, { width: WIDTH, height: heightOf(waysOf(node, kinds.get(node.kind)).length) });
  }
  for (const id of ids)
    for (const way of waysOf(document.nodes[id] ?? { kind: "" }, kinds.get(document.nodes[id]?.kind ?? "")))
      if (way.target in document.nodes) graph.setEdge(id, way.target, {}, `${way.field}:${way.key}`);
  dagre.layout(graph);
  return new Map(
    ids.map((id) => {
      const { x, y, width, height } = graph.node(id);
      return [id, [Math.round(x - width / 2), Math.round(y - height / 2)] as Place];
    }),
  );
}
