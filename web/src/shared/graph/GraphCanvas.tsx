import {
  Background,
  type Connection,
  Controls,
  type Edge,
  type EdgeChange,
  MiniMap,
  type Node,
  type NodeChange,
  type NodeTypes,
  ReactFlow,
  useReactFlow,
} from "@xyflow/react";
import "@xyflow/react/dist/style.css";
import { useEffect, useState } from "react";
import { useAppearance } from "@/app/theme";
import type { Place } from "./arrange";
import styles from "./canvas.module.css";

/** What dragged kinds of nodes are known by. */
export const DRAGGED_KIND = "application/x-hotline-kind";

interface Props<N extends Node> {
  nodes: N[];
  edges: Edge[];
  nodeTypes: NodeTypes;
  label: string;
  mapLabel: string;
  selected: ReadonlySet<string>;
  onSelect: (ids: ReadonlySet<string>) => void;
  onMove: (places: ReadonlyMap<string, Place>) => void;
  onRemove: (ids: ReadonlySet<string>) => void;
  /** A way (its handle's id) leads to `target`; to nothing when that is empty. */
  onLead: (source: string, handle: string, target: string) => void;
  /** A kind of node was dropped there. */
  onDropKind: (kind: string, place: Place) => void;
}

/** A drawing: nodes move, ways are drawn from a node's row to another node, Delete removes. */
export function GraphCanvas<N extends Node>({ nodes, edges, nodeTypes, label, mapLabel, selected, ...on }: Props<N>) {
  const appearance = useAppearance();
  const flow = useReactFlow();
  const [moving, setMoving] = useState<ReadonlyMap<string, Place>>(new Map());
  const [edge, setEdge] = useState<string | null>(null);
  const shown = nodes.map((node) => {
    const place = moving.get(node.id);
    return place ? { ...node, position: { x: place[0], y: place[1] } } : node;
  });

  useEffect(() => {
    void flow.fitView({ padding: 0.08, maxZoom: 1 });
  }, [flow]);

  function nodesChanged(changes: NodeChange<N>[]): void {
    const places = new Map<string, Place>();
    const chosen = new Set(selected);
    const gone = new Set<string>();
    let released = false;
    for (const one of changes) {
      if (one.type === "position" && one.position) {
        places.set(one.id, [Math.round(one.position.x), Math.round(one.position.y)]);
        if (!one.dragging) released = true;
      } else if (one.type === "select") {
        if (one.selected) chosen.add(one.id);
        else chosen.delete(one.id);
      } else if (one.type === "remove") gone.add(one.id);
    }
    if (places.size > 0) {
      setMoving(released ? new Map() : places);
      if (released) on.onMove(places);
    }
    if (gone.size > 0) on.onRemove(gone);
    if (changes.some((one) => one.type === "select" || one.type === "remove")) {
      for (const id of gone) chosen.delete(id);
      on.onSelect(chosen);
    }
  }

  function edgesChanged(changes: EdgeChange<Edge>[]): void {
    for (const one of changes) {
      if (one.type === "select") setEdge(one.selected ? one.id : null);
      const found = one.type === "remove" && edges.find((other) => other.id === one.id);
      if (found) on.onLead(found.source, found.sourceHandle ?? "", "");
    }
  }

  function connected({ source, sourceHandle, target }: Connection): void {
    on.onLead(source, sourceHandle ?? "", target);
  }

  function dropped(event: React.DragEvent): void {
    const kind = event.dataTransfer.getData(DRAGGED_KIND);
    if (!kind) return;
    event.preventDefault();
    const { x, y } = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
    on.onDropKind(kind, [Math.round(x), Math.round(y)]);
  }

  return (
    <section
      className={styles.canvas}
      aria-label={label}
      onDragOver={(event) => {
        if (event.dataTransfer.types.includes(DRAGGED_KIND)) event.preventDefault();
      }}
      onDrop={dropped}
    >
      <ReactFlow<N>
        nodes={shown}
        edges={edges.map((one) => (one.id === edge ? { ...one, selected: true } : one))}
        nodeTypes={nodeTypes}
        colorMode={appearance}
        onNodesChange={nodesChanged}
        onEdgesChange={edgesChanged}
        onConnect={connected}
        deleteKeyCode={["Delete", "Backspace"]}
        minZoom={0.2}
        maxZoom={1.5}
        defaultEdgeOptions={{ type: "smoothstep" }}
        proOptions={{ hideAttribution: true }}
      >
        <Background gap={24} />
        <Controls showInteractive={false} />
        {nodes.length > 8 && <MiniMap pannable zoomable ariaLabel={mapLabel} />}
      </ReactFlow>
    </section>
  );
}
