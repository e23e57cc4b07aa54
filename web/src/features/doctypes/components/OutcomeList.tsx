import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Checkbox } from "antd";
import { useTranslation } from "react-i18next";
import { ConditionEditor } from "@/shared/fields/ConditionEditor";
import type { Words } from "@/shared/fields/definitions";
import { freeCode } from "@/shared/freeCode";
import styles from "../doctypes.module.css";
import { cleaned, fieldsOf, type Outcome, type ProcessNode, setNode } from "../model";
import type { TypeEditor } from "../useType";
import { Choice, Many, type Options, WordsInput } from "./inputs";

interface Props {
  editor: TypeEditor;
  node: ProcessNode;
  options: Options;
  targets: { value: string; label: string }[];
  words: (key: string) => Words;
}

const CERTIFIES = ["unsaid", "yes", "no"] as const;

/** The outcomes of a step: the buttons that its handler sees, and where each leads. */
export function OutcomeList({ editor, node, options, targets, words }: Props) {
  const { t } = useTranslation();
  const outcomes = node.outcomes ?? [];
  const put = (next: Outcome[], group: string | null = null) =>
    editor.edit((now) => setNode(now, node.code, { outcomes: next }), group);
  return (
    <>
      <h3>{t("doctypes.outcomes")}</h3>
      {outcomes.map((one) => {
        const set = (change: Partial<Outcome>) =>
          put(
            outcomes.map((other) => (other.code === one.code ? cleaned({ ...one, ...change }) : other)),
            `outcome.${node.code}.${one.code}`,
          );
        return (
          <div key={one.code} className={styles.block}>
            <WordsInput label={t("doctypes.outcome")} value={one.name} onChange={(name) => set({ name })} />
            <Choice
              label={t("doctypes.leads_to")}
              value={one.to}
              options={targets}
              onChange={(to) => set({ to: to ?? "" })}
            />
            <Checkbox
              checked={one.remark === true}
              onChange={(event) => set({ remark: event.target.checked || undefined })}
            >
              {t("doctypes.outcome_remark")}
            </Checkbox>
            <Many
              label={t("doctypes.outcome_required")}
              value={one.required}
              options={options.fields()}
              onChange={(codes) => set({ required: codes.length > 0 ? codes : undefined })}
            />
            {node.certify && (
              <Choice
                label={t("doctypes.outcome_certify")}
                value={one.certify == null ? "unsaid" : one.certify ? "yes" : "no"}
                options={CERTIFIES.map((how) => ({ value: how, label: t(`doctypes.outcome_certifies.${how}`) }))}
                onChange={(how) => set({ certify: how === "yes" ? true : how === "no" ? false : undefined })}
              />
            )}
            <ConditionEditor
              label={t("doctypes.outcome_if")}
              value={one.if}
              fields={fieldsOf(editor.document)}
              onChange={(condition) => set({ if: condition })}
            />
            <Button
              size="small"
              icon={<DeleteOutlined />}
              onClick={() => put(outcomes.filter((other) => other.code !== one.code))}
            >
              {t("doctypes.outcome_remove")}
            </Button>
          </div>
        );
      })}
      <Button
        icon={<PlusOutlined />}
        onClick={() =>
          put([
            ...outcomes,
            {
              code: freeCode(
                "outcome",
                outcomes.map((one) => one.code),
              ),
              name: words("new_outcome"),
              to: "",
            },
          ])
        }
      >
        {t("doctypes.outcome_add")}
      </Button>
    </>
  );
}
