import { ApartmentOutlined } from "@ant-design/icons";
import { ReactFlowProvider } from "@xyflow/react";
import { Button, Empty } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Words } from "@/shared/fields/definitions";
import type { Place } from "@/shared/graph/arrange";
import { DRAGGED_KIND, GraphCanvas } from "@/shared/graph/GraphCanvas";
import type { Names } from "../api";
import styles from "../doctypes.module.css";
import { arranged, placesOf, toGraph } from "../graph";
import { addNode, lead, moveNodes, NODE_KINDS, nodeOf, removeNodes } from "../model";
import type { TypeEditor } from "../useType";
import { NodeInspector } from "./NodeInspector";
import { StepNode } from "./StepNode";

const NODE_TYPES = { step: StepNode };
const NOTHING: ReadonlySet<string> = new Set();

interface Props {
  editor: TypeEditor;
  names: Names;
  words: (key: string) => Words;
  selected: ReadonlySet<string>;
  onSelect: (codes: ReadonlySet<string>) => void;
}

/** The process as a drawing; the chosen node beside it. */
export function ProcessDesigner({ editor, names, words, selected, onSelect }: Props) {
  const { t } = useTranslation();
  const { document: type, edit, findings } = editor;
  const [round, setRound] = useState(0);
  const graph = useMemo(() => toGraph(type, findings, selected), [type, findings, selected]);
  const chosen = selected.size === 1 ? [...selected][0] : undefined;
  const node = chosen === undefined ? undefined : nodeOf(type, chosen);

  function add(name: string, place: Place): void {
    const kind = NODE_KINDS.find((one) => one === name);
    if (!kind) return;
    const made = addNode(type, kind, place, { node: words(`node.${kind}`), outcome: words("new_outcome") });
    edit(() => made.type);
    onSelect(new Set([made.code]));
  }

  /** To the right of the chosen node, else below all. */
  function beside(): Place {
    const places = placesOf(type);
    const place = chosen === undefined ? undefined : places.get(chosen);
    if (place) return [place[0] + 300, place[1]];
    return [24, Math.max(0, ...[...places.values()].map(([, y]) => y)) + 160];
  }

  return (
    <div className={styles.rooms}>
      <nav className={styles.palette} aria-label={t("doctypes.palette")}>
        {NODE_KINDS.map((kind) => (
          <Button
            key={kind}
            draggable
            title={t(`doctypes.node_help.${kind}`)}
            onClick={() => add(kind, beside())}
            onDragStart={(event) => event.dataTransfer.setData(DRAGGED_KIND, kind)}
          >
            {t(`doctypes.node.${kind}`)}
          </Button>
        ))}
        <Button
          icon={<ApartmentOutlined />}
          onClick={() => {
            edit((now) => moveNodes(now, arranged(now)));
            setRound(round + 1);
          }}
        >
          {t("flows.arrange")}
        </Button>
      </nav>
      <ReactFlowProvider key={round}>
        <GraphCanvas
          {...graph}
          nodeTypes={NODE_TYPES}
          label={t("doctypes.process")}
          mapLabel={t("flows.map")}
          selected={selected}
          onSelect={onSelect}
          onMove={(places) => edit((now) => moveNodes(now, places))}
          onRemove={(codes) => edit((now) => removeNodes(now, codes))}
          onLead={(source, handle, target) => edit((now) => lead(now, source, handle, target))}
          onDropKind={add}
        />
      </ReactFlowProvider>
      <aside aria-label={t("doctypes.chosen_node")}>
        {node ? (
          <NodeInspector
            key={node.code}
            editor={editor}
            names={names}
            node={node}
            words={words}
            onRemove={() => {
              edit((now) => removeNodes(now, new Set([node.code])));
              onSelect(NOTHING);
            }}
          />
        ) : (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("doctypes.choose_node")} />
        )}
      </aside>
    </div>
  );
}
