import { PlayCircleFilled, WarningFilled } from "@ant-design/icons";
import { Handle, type NodeProps, Position } from "@xyflow/react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { pickText } from "@/shared/format";
import type { StepNode as StepNodeType } from "../graph";
import { groupOf } from "../kinds";
import { type FlowNode, nameOf, type Way, type Words, wayId, wordsOf } from "../model";
import { useFlowWords } from "../words";
import styles from "./step.module.css";

/** One node: its kind, its name with the id beside it, the first of its words, and a row for every way out. */
export const StepNode = memo(function StepNode({ id, data, selected }: NodeProps<StepNodeType>) {
  const { t, i18n } = useTranslation();
  const { kind } = useFlowWords();
  const said = wordsOf(data.node.say ?? data.node.before)[0];
  const names = [
    data.node.queue,
    data.node.box,
    data.node.calendar,
    data.node.variable,
    data.node.query,
    data.node.flow,
  ];
  const name = pickText(nameOf(data.node), i18n.language);
  const about = pickText(said, i18n.language) || names.find((name) => typeof name === "string");
  return (
    <div
      className={`${styles.step} ${styles[groupOf(data.node.kind)]} ${selected ? styles.selected : ""}`}
      data-severity={data.severity ?? undefined}
    >
      <Handle type="target" position={Position.Left} className={styles.in} />
      <header>
        <span className={styles.kind}>{kind(data.node.kind)}</span>
        {data.start && <PlayCircleFilled aria-label={t("flows.start")} title={t("flows.start")} />}
        {data.severity && (
          <WarningFilled
            className={data.severity === "error" ? styles.error : styles.warning}
            aria-label={t(`flows.${data.severity}`)}
          />
        )}
      </header>
      <strong title={name ? `${name} (${id})` : id}>
        {name || id}
        {name && <small>{id}</small>}
      </strong>
      <p>{typeof about === "string" ? about : ""}</p>
      {data.ways.map((way) => (
        <WayRow key={wayId(way.field, way.key)} way={way} meaning={meaningOf(data.node, way, i18n.language)} />
      ))}
    </div>
  );
});

function meaningOf(node: FlowNode, way: Way, language: string): string {
  const all = node.meanings as Record<string, Words> | undefined;
  return way.field === "keys" && way.key !== null ? pickText(all?.[way.key], language) : "";
}

function WayRow({ way, meaning }: { way: Way; meaning: string }) {
  const { field } = useFlowWords();
  return (
    <div className={`${styles.way} ${way.target || !way.required ? "" : styles.open}`}>
      {meaning && <span title={meaning}>{meaning}</span>}
      {way.key === null ? field(way.field) : <kbd>{way.key || "∅"}</kbd>}
      <Handle type="source" position={Position.Right} id={wayId(way.field, way.key)} className={styles.out} />
    </div>
  );
}
