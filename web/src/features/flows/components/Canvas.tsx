import {
  Background,
  type Connection,
  Controls,
  type Edge,
  type EdgeChange,
  MiniMap,
  type NodeChange,
  ReactFlow,
  useReactFlow,
} from "@xyflow/react";
import "@xyflow/react/dist/style.css";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAppearance } from "@/app/theme";
import { type StepNode as StepNodeType, toGraph, wayOf } from "../graph";
import { addNode, type Kinds, lead, moveNodes, type Place, removeNodes } from "../model";
import type { FlowEditor } from "../useFlowEditor";
import styles from "./canvas.module.css";
import { DRAGGED_KIND } from "./Palette";
import { StepNode } from "./StepNode";

const NODE_TYPES = { step: StepNode };

interface Props {
  editor: FlowEditor;
  kinds: Kinds;
  selected: ReadonlySet<string>;
  onSelect: (ids: ReadonlySet<string>) => void;
}

/** The flow as a drawing. Nodes move, ways are drawn from a node's row to another node, Delete removes. */
export function Canvas({ editor, kinds, selected, onSelect }: Props) {
  const { t } = useTranslation();
  const appearance = useAppearance();
  const flow = useReactFlow();
  const { document, edit } = editor;
  const graph = useMemo(
    () => toGraph(document, kinds, editor.findings, selected),
    [document, kinds, editor.findings, selected],
  );
  const [moving, setMoving] = useState<ReadonlyMap<string, Place>>(new Map());
  const [edge, setEdge] = useState<string | null>(null);
  const nodes = graph.nodes.map((node) => {
    const place = moving.get(node.id);
    return place ? { ...node, position: { x: place[0], y: place[1] } } : node;
  });
  const edges = graph.edges.map((one) => (one.id === edge ? { ...one, selected: true } : one));

  useEffect(() => {
    void flow.fitView({ padding: 0.08, maxZoom: 1 });
  }, [flow]);

  function nodesChanged(changes: NodeChange<StepNodeType>[]): void {
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
      if (released) edit((now) => moveNodes(now, places));
    }
    if (gone.size > 0) edit((now) => removeNodes(now, gone, kinds));
    if (changes.some((one) => one.type === "select" || one.type === "remove")) {
      for (const id of gone) chosen.delete(id);
      onSelect(chosen);
    }
  }

  function edgesChanged(changes: EdgeChange<Edge>[]): void {
    for (const one of changes) {
      if (one.type === "select") setEdge(one.selected ? one.id : null);
      const found = one.type === "remove" && graph.edges.find((other) => other.id === one.id);
      if (found) {
        const way = wayOf(found.sourceHandle ?? "");
        edit((now) => lead(now, found.source, way.field, way.key, ""));
      }
    }
  }

  function connected({ source, sourceHandle, target }: Connection): void {
    const way = wayOf(sourceHandle ?? "");
    edit((now) => lead(now, source, way.field, way.key, target));
  }

  function dropped(event: React.DragEvent): void {
    const kind = kinds.get(event.dataTransfer.getData(DRAGGED_KIND));
    if (!kind) return;
    event.preventDefault();
    const { x, y } = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
    const made = addNode(document, kind, [Math.round(x), Math.round(y)]);
    edit(() => made.document);
    onSelect(new Set([made.id]));
  }

  return (
    <section
      className={styles.canvas}
      aria-label={t("flows.canvas")}
      onDragOver={(event) => {
        if (event.dataTransfer.types.includes(DRAGGED_KIND)) event.preventDefault();
      }}
      onDrop={dropped}
    >
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
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
        {nodes.length > 8 && <MiniMap pannable zoomable ariaLabel={t("flows.map")} />}
      </ReactFlow>
    </section>
  );
}
