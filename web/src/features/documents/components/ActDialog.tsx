import { Alert, Form, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { errorText } from "@/shared/errorText";
import { isEmpty, statesOf } from "@/shared/fields/conditions";
import { fieldsOf } from "@/shared/fields/definitions";
import { FieldItem, FieldsForm } from "@/shared/fields/FieldsForm";
import { UserPicker } from "@/shared/fields/pickers";
import { pickText } from "@/shared/format";
import { editableFields, errorsBy, sectionsOf, valuesOf } from "../model";
import type { DocumentDetail, Outcome, Step } from "../types";
import { useSending } from "../useSending";
import type { TypedState } from "../useTyped";

interface Props {
  document: DocumentDetail;
  step: Step;
  outcome: Outcome;
  typed: TypedState;
  /** Carries it out; rejects with what the server said, the dialog stays open then. */
  onAct: (given: { remark: string; assignee: string | null }) => Promise<unknown>;
  onClose: () => void;
}

/** A step is finished with an outcome: what it needs is asked for, the rest may be said. */
export function ActDialog({ document, step, outcome, typed, onAct, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const [remark, setRemark] = useState("");
  const [next, setNext] = useState<string | null>(null);
  const [missing, setMissing] = useState<Record<string, string>>({});
  const { busy, failure, field, send } = useSending(onClose);
  const values = valuesOf(document, typed.typed);
  const needed = new Set([...(step.required ?? []), ...outcome.required]);
  // A field stays in the dialog while it is being filled.
  const [asked] = useState(() => new Set([...needed].filter((code) => isEmpty(values[code]))));
  const unasked = (document.surveys ?? [])
    .filter((one) => one.step_id === step.id && one.may_ask)
    .map((one) => pickText(one.questionnaire, i18n.language));
  const said = failure ? errorText(failure, t, i18n.language) : "";
  const byField = errorsBy(field, said);
  const errors = { ...byField.fields, ...missing };
  const placed = Object.keys(byField.fields).some((code) => asked.has(code)) || "remark" in byField.own;

  async function go(): Promise<void> {
    const states = statesOf(fieldsOf(sectionsOf(document)), values);
    const open = [...asked].filter((code) => states.get(code)?.visible !== false && isEmpty(values[code]));
    const problems = Object.fromEntries(open.map((code) => [code, t("documents.must_fill")]));
    if (outcome.remark && remark.trim() === "") problems.remark = t("documents.must_fill");
    setMissing(problems);
    if (Object.keys(problems).length > 0 || busy) return;
    await send(() => onAct({ remark: remark.trim(), assignee: next }));
  }

  return (
    <Modal
      open
      title={`${pickText(step.name, i18n.language)} · ${pickText(outcome.name, i18n.language)}`}
      okText={pickText(outcome.name, i18n.language)}
      cancelText={t("common.cancel")}
      confirmLoading={busy}
      onOk={() => void go()}
      onCancel={onClose}
    >
      <Form layout="vertical">
        {unasked.length > 0 && (
          <Alert
            type="info"
            showIcon
            style={{ marginBottom: 12 }}
            title={t("documents.survey_unasked", { names: unasked.join(i18n.language === "en" ? ", " : "\u3001") })}
          />
        )}
        {failure && !placed ? <Alert type="error" showIcon title={said} style={{ marginBottom: 12 }} /> : null}
        {asked.size > 0 && (
          <FieldsForm
            prefix="act-"
            compact
            sections={sectionsOf(document)}
            values={values}
            only={asked}
            required={needed}
            editable={editableFields(document)}
            errors={errors}
            onChange={(code, value) => typed.set(`fields.${code}`, value)}
          />
        )}
        <FieldItem
          id="act-remark"
          label={t("documents.act_remark")}
          required={outcome.remark}
          error={missing.remark ?? byField.own.remark}
        >
          <Input.TextArea
            id="act-remark"
            value={remark}
            maxLength={10_000}
            autoSize={{ minRows: 2, maxRows: 8 }}
            onChange={(event) => setRemark(event.target.value)}
          />
        </FieldItem>
        <FieldItem id="act-next" label={t("documents.act_next")} help={t("documents.act_next_help")}>
          <UserPicker id="act-next" value={next} onChange={setNext} />
        </FieldItem>
      </Form>
    </Modal>
  );
}
