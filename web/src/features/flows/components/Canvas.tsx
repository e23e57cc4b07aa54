import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { GraphCanvas } from "@/shared/graph/GraphCanvas";
import { toGraph, wayOf } from "../graph";
import { addNode, type Kinds, lead, moveNodes, removeNodes } from "../model";
import type { FlowEditor } from "../useFlowEditor";
import { StepNode } from "./StepNode";

const NODE_TYPES = { step: StepNode };

interface Props {
  editor: FlowEditor;
  kinds: Kinds;
  selected: ReadonlySet<string>;
  onSelect: (ids: ReadonlySet<string>) => void;
}

/** The flow as a drawing. */
export function Canvas({ editor, kinds, selected, onSelect }: Props) {
  const { t } = useTranslation();
  const { document, edit } = editor;
  const graph = useMemo(
    () => toGraph(document, kinds, editor.findings, selected),
    [document, kinds, editor.findings, selected],
  );
  return (
    <GraphCanvas
      {...graph}
      nodeTypes={NODE_TYPES}
      label={t("flows.canvas")}
      mapLabel={t("flows.map")}
      selected={selected}
      onSelect={onSelect}
      onMove={(places) => edit((now) => moveNodes(now, places))}
      onRemove={(ids) => edit((now) => removeNodes(now, ids, kinds))}
      onLead={(source, handle, target) => {
        const way = wayOf(handle);
        edit((now) => lead(now, source, way.field, way.key, target));
      }}
      onDropKind={(name, place) => {
        const kind = kinds.get(name);
        if (!kind) return;
        const made = addNode(document, kind, place);
        edit(() => made.document);
        onSelect(new Set([made.id]));
      }}
    />
  );
}
