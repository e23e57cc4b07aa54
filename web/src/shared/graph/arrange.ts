import dagre from "@dagrejs/dagre";

export type Place = [number, number];

export interface Box {
  id: string;
  height: number;
}

/** Nodes in layers from left to right, as one passes them. */
export function arrange(
  boxes: readonly Box[],
  ways: readonly { from: string; to: string; name: string }[],
  width: number,
): Map<string, Place> {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "LR", nodesep: 28, ranksep: 96, marginx: 24, marginy: 24 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, height } of boxes) graph.setNode(id, { width, height });
  const known = new Set(boxes.map((box) => box.id));
  for (const { from, to, name } of ways) if (known.has(to)) graph.setEdge(from, to, {}, name);
  dagre.layout(graph);
  return new Map(
    boxes.map(({ id }) => {
      const node = graph.node(id);
      return [id, [Math.round(node.x - node.width / 2), Math.round(node.y - node.height / 2)] as Place];
    }),
  );
}
