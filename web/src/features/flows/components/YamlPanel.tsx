import { Alert, Button } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { parseDocument, stringify } from "yaml";
import { YamlEditor } from "@/shared/graph/YamlEditor";
import type { FlowDocument } from "../model";
import type { FlowEditor } from "../useFlowEditor";
import styles from "./panels.module.css";

/** The same flow as text, as it is exported. What is changed here is drawn once it is taken over. */
export function YamlPanel({ editor }: { editor: FlowEditor }) {
  const { t } = useTranslation();
  const original = written(editor.document);
  const [text, setText] = useState(original);
  const [problems, setProblems] = useState<{ line: number | null; text: string }[]>([]);
  useEffect(() => {
    setText(original);
    setProblems([]);
  }, [original]);

  function take(): void {
    const parsed = parseDocument(text);
    const found = parsed.errors.map((error) => ({
      line: error.linePos?.[0].line ?? null,
      text: error.message.split("\n")[0] ?? "",
    }));
    const value: unknown = found.length === 0 ? parsed.toJS() : null;
    if (found.length === 0 && !isFlow(value)) found.push({ line: null, text: t("flows.no_flow") });
    if (found.length === 0 && isFlow(value) && value.flow !== editor.document.flow)
      found.push({ line: null, text: t("flows.other_flow", { id: editor.document.flow }) });
    setProblems(found);
    if (found.length === 0 && isFlow(value)) editor.edit(() => value);
  }

  return (
    <div className={styles.stack}>
      <div className={styles.bar}>
        <Button type="primary" disabled={text === original} onClick={take}>
          {t("flows.take_over")}
        </Button>
        <Button disabled={text === original} onClick={() => setText(original)}>
          {t("flows.discard")}
        </Button>
        <span className={styles.hint}>{t("flows.yaml_help")}</span>
      </div>
      {problems.map((one) => (
        <Alert key={one.text} type="error" title={one.text} />
      ))}
      <YamlEditor
        label={t("admin.flow_text")}
        value={text}
        onChange={setText}
        marked={problems.flatMap((one) => one.line ?? [])}
      />
    </div>
  );
}

export const written = (document: FlowDocument) => stringify(document, { lineWidth: 110 });

function isFlow(value: unknown): value is FlowDocument {
  if (typeof value !== "object" || value === null) return false;
  const { nodes, flow } = value as Partial<FlowDocument>;
  const isNode = (node: unknown) => typeof node === "object" && node !== null && "kind" in node;
  return typeof flow === "string" && typeof nodes === "object" && nodes !== null && Object.values(nodes).every(isNode);
}
