import type { Edge, Node } from "@xyflow/react";
import { arrange, type Place } from "@/shared/graph/arrange";
import { type Finding, findingsAt, type ProcessNode, type TypeDraft, type Way, waysOf } from "./model";

export const WIDTH = 216;
const HEAD = 66;
const ROW = 24;

export interface Step extends Record<string, unknown> {
  node: ProcessNode;
  ways: Way[];
  start: boolean;
  wrong: boolean;
}

export type StepNode = Node<Step, "step">;

const heightOf = (node: ProcessNode) => {
  const ways = waysOf(node).length;
  return HEAD + ways * ROW + (ways > 0 ? 8 : 0);
};

export function arranged(type: TypeDraft): Map<string, Place> {
  const { nodes, start } = type.process;
  const first = nodes.filter((node) => node.code === start);
  return arrange(
    [...first, ...nodes.filter((node) => node.code !== start)].map((node) => ({
      id: node.code,
      height: heightOf(node),
    })),
    nodes.flatMap((node) => waysOf(node).map((way) => ({ from: node.code, to: way.target, name: way.key }))),
    WIDTH,
  );
}

/** A place for every node: where it was drawn, else where the process's own order puts it. */
export function placesOf(type: TypeDraft): Map<string, Place> {
  const drawn = new Map(type.process.nodes.flatMap((node) => (node.place ? [[node.code, node.place] as const] : [])));
  if (drawn.size === type.process.nodes.length) return drawn;
  return new Map([...arranged(type), ...drawn]);
}

export function toGraph(
  type: TypeDraft,
  findings: readonly Finding[],
  selected: ReadonlySet<string>,
): { nodes: StepNode[]; edges: Edge[] } {
  const places = placesOf(type);
  const codes = new Set(type.process.nodes.map((node) => node.code));
  const nodes = type.process.nodes.map((node): StepNode => {
    const [x, y] = places.get(node.code) ?? [0, 0];
    return {
      id: node.code,
      type: "step",
      position: { x, y },
      selected: selected.has(node.code),
      width: WIDTH,
      height: heightOf(node),
      data: {
        node,
        ways: waysOf(node),
        start: type.process.start === node.code,
        wrong: findingsAt(findings, `process.nodes.${node.code}`).length > 0,
      },
    };
  });
  const edges = type.process.nodes.flatMap((node) =>
    waysOf(node)
      .filter((way) => codes.has(way.target))
      .map((way) => ({ id: `${node.code}/${way.key}`, source: node.code, sourceHandle: way.key, target: way.target })),
  );
  return { nodes, edges };
}
