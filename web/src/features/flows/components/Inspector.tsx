import { CopyOutlined, DeleteOutlined, PlayCircleOutlined } from "@ant-design/icons";
import { Alert, Button, Empty, Input, Space } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  copyNode,
  type FieldShape,
  type Finding,
  type FlowDocument,
  type Kinds,
  NAME,
  nodeOf,
  removeNodes,
  renameNode,
  setField,
  withoutStrayMeanings,
} from "../model";
import type { FlowEditor } from "../useFlowEditor";
import { useFlowWords } from "../words";
import { FieldRow } from "./FieldRow";
import styles from "./inspector.module.css";

interface Props {
  editor: FlowEditor;
  kinds: Kinds;
  names: Record<string, string[]>;
  id: string | null;
  onSelect: (ids: ReadonlySet<string>) => void;
}

/** Everything about the chosen node: its id, its name, its fields, what is wrong with it. */
export function Inspector({ editor, kinds, names, id, onSelect }: Props) {
  const { t, i18n } = useTranslation();
  const { kind: kindName, kindHelp } = useFlowWords();
  const { document, edit } = editor;
  if (id === null || !(id in document.nodes))
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("flows.choose_node")} />;
  const node = nodeOf(document, id);
  const shape = kinds.get(node.kind);
  const mine = editor.findings.filter((one) => one.node === id);
  const [usual, more] = split(shape?.fields ?? [], node);

  function copy(): void {
    if (id === null) return;
    const at = document.layout?.[id] ?? [0, 0];
    const made = copyNode(document, id, [at[0] + 40, at[1] + 40]);
    edit(() => made.document);
    onSelect(new Set([made.id]));
  }

  function remove(): void {
    if (id === null) return;
    edit((now) => removeNodes(now, new Set([id]), kinds));
    onSelect(new Set());
  }

  const put = (field: string) => (value: unknown) =>
    edit((now) => withoutStrayMeanings(setField(now, id, field, value), id, shape), `${id}.${field}`);
  const meaningsOf = (field: FieldShape) => {
    const said = shape?.fields.find((one) => one.control === "meanings" && one.role === field.name);
    return said && { value: node[said.name], onChange: put(said.name) };
  };
  const rows = (fields: FieldShape[]) =>
    fields.map((field) => (
      <FieldRow
        key={`${id}.${field.name}`}
        document={document}
        kinds={kinds}
        names={names}
        shape={field}
        value={node[field.name]}
        onChange={put(field.name)}
        meanings={meaningsOf(field)}
      />
    ));

  return (
    <div className={styles.inspector}>
      <header>
        <h2>{kindName(node.kind)}</h2>
        <Space size={4}>
          {document.start !== id && (
            <Button
              size="small"
              icon={<PlayCircleOutlined />}
              onClick={() => edit((now) => ({ ...now, start: id }))}
              title={t("flows.make_start")}
              aria-label={t("flows.make_start")}
            />
          )}
          <Button
            size="small"
            icon={<CopyOutlined />}
            onClick={copy}
            title={t("flows.copy")}
            aria-label={t("flows.copy")}
          />
          <Button
            size="small"
            danger
            icon={<DeleteOutlined />}
            onClick={remove}
            title={t("flows.remove")}
            aria-label={t("flows.remove")}
          />
        </Space>
      </header>
      <p className={styles.help}>{kindHelp(node.kind)}</p>
      {mine.map((one) => (
        <Alert
          key={one.message_en}
          type={one.severity === "error" ? "error" : "warning"}
          title={shown(one, i18n.language)}
        />
      ))}
      <IdField
        key={id}
        id={id}
        document={document}
        onRename={(to) => {
          edit((now) => renameNode(now, id, to, kinds));
          onSelect(new Set([to]));
        }}
      />
      {rows(usual)}
      {more.length > 0 && (
        <details>
          <summary>{t("flows.more_fields", { count: more.length })}</summary>
          {rows(more)}
        </details>
      )}
    </div>
  );
}

/** Required fields, those that lead on and those that are filled first; the rest is there when it is needed. */
function split(fields: FieldShape[], node: Record<string, unknown>): [FieldShape[], FieldShape[]] {
  const usual = (field: FieldShape) =>
    field.required || field.control === "name" || field.name === "say" || node[field.name] !== undefined;
  const own = fields.filter((field) => field.control !== "meanings"); // they stand beside their keys
  return [own.filter(usual), own.filter((field) => !usual(field))];
}

/** A finding without the place, which is where it is shown. */
export function shown(finding: Finding, language: string): string {
  return language === "en" ? finding.message_en : finding.message_zh;
}

function IdField({ id, document, onRename }: { id: string; document: FlowDocument; onRename: (to: string) => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(id);
  useEffect(() => setName(id), [id]);
  const problem =
    name === id ? "" : !NAME.test(name) ? t("flows.name_wrong") : name in document.nodes ? t("flows.name_taken") : "";
  const done = () => {
    if (name !== id && !problem) onRename(name);
    else setName(id);
  };
  return (
    <div className={styles.row}>
      <span>{t("flows.node_name")}</span>
      <Input
        aria-label={t("flows.node_name")}
        value={name}
        status={problem ? "error" : ""}
        onChange={(event) => setName(event.target.value)}
        onBlur={done}
        onPressEnter={done}
        maxLength={64}
      />
      {problem && <em role="alert">{problem}</em>}
    </div>
  );
}
