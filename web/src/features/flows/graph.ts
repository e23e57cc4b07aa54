import type { Edge, Node } from "@xyflow/react";
import { heightOf, places, WIDTH } from "./layout";
import { type Finding, type FlowDocument, type FlowNode, type Kinds, type Way, wayId, waysOf } from "./model";

export interface Step extends Record<string, unknown> {
  node: FlowNode;
  ways: Way[];
  start: boolean;
  /** The worst of what is wrong with it. */
  severity: "error" | "warning" | null;
}

export type StepNode = Node<Step, "step">;

/** The document as the canvas draws it. */
export function toGraph(
  document: FlowDocument,
  kinds: Kinds,
  findings: readonly Finding[],
  selected: ReadonlySet<string>,
): { nodes: StepNode[]; edges: Edge[] } {
  const where = places(document, kinds);
  const nodes: StepNode[] = [];
  const edges: Edge[] = [];
  for (const [id, node] of Object.entries(document.nodes)) {
    const ways = waysOf(node, kinds.get(node.kind));
    const [x, y] = where.get(id) ?? [0, 0];
    nodes.push({
      id,
      type: "step",
      position: { x, y },
      selected: selected.has(id),
      width: WIDTH,
      height: heightOf(ways.length),
      data: { node, ways, start: document.start === id, severity: severityOf(id, findings) },
    });
    for (const way of ways)
      if (way.target in document.nodes)
        edges.push({
          id: `${id}/${wayId(way.field, way.key)}`,
          source: id,
          sourceHandle: wayId(way.field, way.key),
          target: way.target,
          data: { field: way.field, key: way.key },
        });
  }
  return { nodes, edges };
}

export function severityOf(id: string, findings: readonly Finding[]): Step["severity"] {
  const mine = findings.filter((one) => one.node === id);
  if (mine.some((one) => one.severity === "error")) return "error";
  return mine.length > 0 ? "warning" : null;
}

/** The field and key of a handle's id. */
export function wayOf(handle: string): { field: string; key: string | null } {
  const cut = handle.indexOf(":");
  return cut < 0 ? { field: handle, key: null } : { field: handle.slice(0, cut), key: handle.slice(cut + 1) };
}
