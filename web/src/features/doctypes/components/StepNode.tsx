import { PlayCircleFilled, WarningFilled } from "@ant-design/icons";
import { Handle, type NodeProps, Position } from "@xyflow/react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { pickText } from "@/shared/format";
import styles from "../doctypes.module.css";
import type { StepNode as StepNodeType } from "../graph";
import type { Way } from "../model";

/** One node of the process: its kind, its name, who handles it, and a row for every way out. */
export const StepNode = memo(function StepNode({ data, selected }: NodeProps<StepNodeType>) {
  const { t, i18n } = useTranslation();
  const { node } = data;
  const by = node.handler ? t(`doctypes.by.${node.handler.by}`, { defaultValue: node.handler.by }) : "";
  return (
    <div
      className={styles.step}
      data-kind={node.kind}
      data-selected={selected || undefined}
      data-wrong={data.wrong || undefined}
    >
      <Handle type="target" position={Position.Left} />
      <header>
        <span>{t(`doctypes.node.${node.kind}`)}</span>
        <span>
          {data.start && <PlayCircleFilled aria-label={t("doctypes.start")} title={t("doctypes.start")} />}{" "}
          {data.wrong && <WarningFilled aria-label={t("doctypes.wrong")} style={{ color: "var(--ant-color-error)" }} />}
        </span>
      </header>
      <strong>{pickText(node.name, i18n.language) || node.code}</strong>
      <p>{by}</p>
      {data.ways.map((way) => (
        <WayRow key={way.key} way={way} />
      ))}
    </div>
  );
});

function WayRow({ way }: { way: Way }) {
  const { t, i18n } = useTranslation();
  const [kind, number] = way.key.split(":");
  const words: Record<string, string> = {
    case: t("doctypes.case", { number: Number(number) + 1 }),
    to: number === undefined ? t("doctypes.onward") : t("doctypes.branch_number", { number: Number(number) + 1 }),
    else: t("doctypes.else"),
    new: t("doctypes.branch_add"),
  };
  const name = way.name ? pickText(way.name, i18n.language) || way.key : (words[kind ?? ""] ?? way.key);
  return (
    <div className={`${styles.way} ${way.target || way.key === "new" ? "" : styles.open}`}>
      {name}
      <Handle type="source" position={Position.Right} id={way.key} />
    </div>
  );
}
