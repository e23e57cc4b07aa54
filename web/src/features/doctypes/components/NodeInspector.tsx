import { DeleteOutlined, PlayCircleOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Checkbox } from "antd";
import { useTranslation } from "react-i18next";
import { ConditionEditor } from "@/shared/fields/ConditionEditor";
import type { Words } from "@/shared/fields/definitions";
import type { Names } from "../api";
import styles from "../doctypes.module.css";
import { fieldsOf, findingsAt, lead, type ProcessNode, setNode } from "../model";
import type { TypeEditor } from "../useType";
import { DeadlineEditor, HandlerEditor } from "./HandlerEditor";
import { Choice, Many, useOptions, WordsInput, Wrong } from "./inputs";
import { OutcomeList } from "./OutcomeList";

interface Props {
  editor: TypeEditor;
  names: Names;
  node: ProcessNode;
  words: (key: string) => Words;
  onRemove: () => void;
}

const STATES = ["pending", "to_dispatch", "handling", "to_visit"] as const;
const ENDS = ["done", "archived", "cancelled"] as const;

/** Everything about the chosen node. */
export function NodeInspector({ editor, names, node, words, onRemove }: Props) {
  const { t } = useTranslation();
  const { document: type, edit } = editor;
  const options = useOptions(type, names);
  const set = (change: Partial<ProcessNode>) => edit((now) => setNode(now, node.code, change), `node.${node.code}`);
  const targets = options.nodes.filter((one) => one.value !== node.code);
  const target = (key: string, label: string, value: string | undefined) => (
    <Choice
      label={label}
      value={value}
      options={targets}
      onChange={(to) => edit((now) => lead(now, node.code, key, to ?? ""))}
    />
  );
  const everything = node.edit?.includes("*") === true;
  return (
    <div className={styles.stack}>
      <header className={styles.bar}>
        <h3>{t(`doctypes.node.${node.kind}`)}</h3>
        {(node.kind === "task" || node.kind === "visit") && type.process.start !== node.code && (
          <Button
            size="small"
            icon={<PlayCircleOutlined />}
            onClick={() => edit((now) => ({ ...now, process: { ...now.process, start: node.code } }))}
          >
            {t("doctypes.make_start")}
          </Button>
        )}
        <Button
          size="small"
          danger
          icon={<DeleteOutlined />}
          onClick={onRemove}
          aria-label={t("doctypes.node_remove")}
          title={t("doctypes.node_remove")}
        />
      </header>
      <p className={styles.hint}>{t(`doctypes.node_help.${node.kind}`)}</p>
      <Wrong findings={findingsAt(editor.findings, `process.nodes.${node.code}`)} />
      <WordsInput label={t("doctypes.name")} value={node.name} onChange={(name) => set({ name })} />
      {(node.kind === "task" || node.kind === "visit") && (
        <>
          <HandlerEditor value={node.handler} onChange={(handler) => set({ handler })} options={options} />
          <Choice
            label={t("doctypes.state")}
            value={node.state ?? (node.kind === "visit" ? "to_visit" : "handling")}
            options={STATES.map((state) => ({ value: state, label: t(`words.ticket_status.${state}`) }))}
            onChange={(state) => set({ state })}
          />
          <DeadlineEditor value={node.deadline} onChange={(deadline) => set({ deadline })} options={options} />
          <Checkbox checked={everything} onChange={(event) => set({ edit: event.target.checked ? ["*"] : undefined })}>
            {t("doctypes.edit_all")}
          </Checkbox>
          {!everything && (
            <Many
              label={t("doctypes.edit")}
              value={node.edit}
              options={options.fields()}
              onChange={(codes) => set({ edit: codes.length > 0 ? codes : undefined })}
            />
          )}
          <Many
            label={t("doctypes.node_required")}
            value={node.required}
            options={options.fields()}
            onChange={(codes) => set({ required: codes.length > 0 ? codes : undefined })}
          />
          <OutcomeList editor={editor} node={node} options={options} targets={targets} words={words} />
          <Checkbox
            checked={node.returnable !== false}
            onChange={(event) => set({ returnable: event.target.checked ? undefined : false })}
          >
            {t("doctypes.returnable")}
          </Checkbox>
          <Many
            label={t("doctypes.surveys")}
            value={node.surveys}
            options={options.named("questionnaire")}
            onChange={(surveys) => set({ surveys: surveys.length > 0 ? surveys : undefined })}
          />
          {node.kind === "visit" && (
            <Checkbox
              checked={node.certify === true}
              onChange={(event) => set({ certify: event.target.checked || undefined })}
            >
              {t("doctypes.certify")}
            </Checkbox>
          )}
        </>
      )}
      {node.kind === "branch" && (
        <>
          {(node.cases ?? []).map((one, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the first case that holds counts: its place is what it is
            <div key={index} className={styles.block}>
              <ConditionEditor
                label={t("doctypes.case", { number: index + 1 })}
                value={one.if}
                fields={fieldsOf(type)}
                onChange={(condition) =>
                  set({
                    cases: node.cases?.map((old, other) => (other === index ? { ...old, if: condition ?? {} } : old)),
                  })
                }
              />
              {target(`case:${index}`, t("doctypes.leads_to"), one.to)}
              <Button
                size="small"
                icon={<DeleteOutlined />}
                onClick={() => set({ cases: node.cases?.filter((_, other) => other !== index) })}
              >
                {t("doctypes.case_remove")}
              </Button>
            </div>
          ))}
          <Button icon={<PlusOutlined />} onClick={() => set({ cases: [...(node.cases ?? []), { if: {}, to: "" }] })}>
            {t("doctypes.case_add")}
          </Button>
          {target("else", t("doctypes.else"), node.else)}
        </>
      )}
      {node.kind === "split" && (
        <>
          <Many
            label={t("doctypes.branches")}
            value={Array.isArray(node.to) ? node.to : []}
            options={targets}
            onChange={(to) => set({ to })}
          />
          <Choice
            label={t("doctypes.meet")}
            value={node.join}
            options={type.process.nodes
              .filter((one) => one.kind === "join")
              .map(
                (one) =>
                  options.nodes.find((named) => named.value === one.code) ?? { value: one.code, label: one.code },
              )}
            onChange={(join) => set({ join: join ?? "" })}
          />
        </>
      )}
      {node.kind === "join" && target("to", t("doctypes.leads_to"), typeof node.to === "string" ? node.to : "")}
      {node.kind === "end" && (
        <Choice
          label={t("doctypes.end_state")}
          value={node.state ?? "done"}
          options={ENDS.map((state) => ({ value: state, label: t(`words.ticket_status.${state}`) }))}
          onChange={(state) => set({ state })}
        />
      )}
    </div>
  );
}
