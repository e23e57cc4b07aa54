import { Alert, Button } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { stringify } from "yaml";
import { type Problem, readYaml } from "@/shared/graph/readYaml";
import { YamlEditor } from "@/shared/graph/YamlEditor";
import { type FlowDocument, isFlow } from "../model";
import type { FlowEditor } from "../useFlowEditor";
import styles from "./panels.module.css";

/** The same flow as text, as it is exported. What is changed here is drawn once it is taken over. */
export function YamlPanel({ editor }: { editor: FlowEditor }) {
  const { t } = useTranslation();
  const original = written(editor.document);
  const [text, setText] = useState(original);
  const [problems, setProblems] = useState<Problem[]>([]);
  useEffect(() => {
    setText(original);
    setProblems([]);
  }, [original]);

  function take(): void {
    const read = readYaml(text);
    const found: Problem[] = "problems" in read ? read.problems : [];
    const value = "value" in read ? read.value : null;
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
