import { Alert, DatePicker, Form, Input, Modal, Radio, Select } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { serverNow } from "@/api/clock";
import { useDictionary } from "@/shared/dictionaries";
import { errorText } from "@/shared/errorText";
import { FieldItem } from "@/shared/fields/FieldsForm";
import { UnitPicker, UserPicker } from "@/shared/fields/pickers";
import { pickText } from "@/shared/format";
import { isoPicked, picked } from "@/shared/time/picked";
import { useDocumentTypes, type Verb } from "../api";
import { choosableTypes } from "../model";
import type { Step } from "../types";
import { useSending } from "../useSending";
import { DuplicatesPicker } from "./DuplicatesPicker";

/** What a verb asks for besides the remark. */
const NEEDS: Partial<Record<Verb, "time" | "whom" | "duplicates" | "type">> = {
  reassign: "whom",
  extend: "time",
  reschedule: "time",
  merge: "duplicates",
  retype: "type",
};
const REASONED: readonly Verb[] = ["return", "extend", "suspend", "cancel", "reopen"];
const DANGEROUS: readonly Verb[] = ["cancel", "merge", "retype"];

interface Props {
  verb: Verb;
  /** The document itself; none when the verb is for many. */
  id?: string;
  family?: string;
  type?: string;
  steps: readonly Step[];
  /** How many documents it is for. */
  count?: number;
  onGo: (body: Record<string, unknown>) => Promise<unknown>;
  onClose: () => void;
}

/** One verb of the field: what it does, and what it needs to be told. */
export function VerbDialog({ verb, id, family, type, steps, count, onGo, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const [remark, setRemark] = useState("");
  const [step, setStep] = useState(steps[0]?.id);
  const [at, setAt] = useState<Dayjs | null>(null);
  const [toUnit, setToUnit] = useState(false);
  const [whom, setWhom] = useState<string | null>(null);
  const [duplicates, setDuplicates] = useState<string[]>([]);
  const [kind, setKind] = useState<string>();
  const [missing, setMissing] = useState<Record<string, boolean>>({});
  const { busy, failure, field, send } = useSending(onClose);
  const needs = NEEDS[verb];
  const reasoned = REASONED.includes(verb);
  const said = failure ? errorText(failure, t, i18n.language) : "";
  const wrong = (name: string, ...fields: string[]) =>
    missing[name] ? t("documents.must_fill") : field && fields.includes(field) ? said : undefined;

  async function go(): Promise<void> {
    const open = {
      remark: reasoned && remark.trim() === "",
      time: needs === "time" && at === null,
      whom: needs === "whom" && whom === null,
      duplicates: needs === "duplicates" && duplicates.length === 0,
      type: needs === "type" && !kind,
    };
    setMissing(open);
    if (Object.values(open).some(Boolean) || busy) return;
    const body: Record<string, unknown> = steps.length > 0 ? { step } : {};
    if (verb !== "claim" && verb !== "release") body.remark = remark.trim();
    if (needs === "time")
      body[verb === "extend" ? "due_at" : "appointment_at"] = at ? isoPicked(at.second(0)) : undefined;
    if (needs === "whom") body[toUnit ? "unit_id" : "assignee_id"] = whom;
    if (needs === "duplicates") body.duplicates = duplicates;
    if (needs === "type") body.type = kind;
    await send(() => onGo(body));
  }

  return (
    <Modal
      open
      title={
        count ? `${t(`documents.verb.${verb}`)} · ${t("documents.chosen", { count })}` : t(`documents.verb.${verb}`)
      }
      okText={t(`documents.verb.${verb}`)}
      cancelText={t("common.close")}
      okButtonProps={{ danger: DANGEROUS.includes(verb) }}
      confirmLoading={busy}
      onOk={() => void go()}
      onCancel={onClose}
    >
      <p>{t(`documents.verb_help.${verb}`)}</p>
      <Form layout="vertical">
        {failure && !["remark", "due_at", "appointment_at", "assignee_id", "unit_id", "type"].includes(field ?? "") ? (
          <Alert type="error" showIcon title={said} style={{ marginBottom: 12 }} />
        ) : null}
        {steps.length > 1 && (
          <FieldItem id="verb-step" label={t("documents.which_step")}>
            <Select
              id="verb-step"
              value={step}
              onChange={setStep}
              options={steps.map((one) => ({ value: one.id, label: pickText(one.name, i18n.language) }))}
            />
          </FieldItem>
        )}
        {needs === "time" && (
          <FieldItem
            id="verb-at"
            label={t(verb === "extend" ? "documents.new_due" : "documents.appointment")}
            required
            error={wrong("time", "due_at", "appointment_at")}
          >
            <DatePicker
              id="verb-at"
              style={{ width: "100%" }}
              showTime={{ format: "HH:mm" }}
              format="YYYY-MM-DD HH:mm"
              minDate={picked(serverNow()) ?? undefined}
              value={at}
              onChange={setAt}
            />
          </FieldItem>
        )}
        {needs === "whom" && (
          <>
            <Radio.Group
              value={toUnit}
              onChange={(event) => {
                setToUnit(event.target.value === true);
                setWhom(null);
              }}
              options={[
                { value: false, label: t("documents.to_person") },
                { value: true, label: t("documents.to_unit") },
              ]}
              style={{ marginBottom: 12 }}
            />
            <FieldItem
              id="verb-whom"
              label={t(toUnit ? "documents.unit" : "documents.handler")}
              required
              error={wrong("whom", "assignee_id", "unit_id")}
            >
              {toUnit ? (
                <UnitPicker id="verb-whom" value={whom} onChange={setWhom} />
              ) : (
                <UserPicker id="verb-whom" value={whom} onChange={setWhom} />
              )}
            </FieldItem>
          </>
        )}
        {needs === "duplicates" && (
          <FieldItem id="verb-duplicates" label={t("documents.duplicates")} required error={wrong("duplicates")}>
            <DuplicatesPicker id="verb-duplicates" except={id ?? ""} value={duplicates} onChange={setDuplicates} />
          </FieldItem>
        )}
        {needs === "type" && (
          <FieldItem id="verb-type" label={t("documents.type")} required error={wrong("type", "type")}>
            <TypeSelect family={family ?? ""} except={type ?? ""} value={kind} onChange={setKind} />
          </FieldItem>
        )}
        {verb !== "claim" && verb !== "release" && (
          <FieldItem
            id="verb-remark"
            label={t(reasoned ? "common.reason" : "documents.act_remark")}
            required={reasoned}
            error={wrong("remark", "remark")}
          >
            <Input.TextArea
              id="verb-remark"
              value={remark}
              maxLength={2_000}
              autoSize={{ minRows: 2, maxRows: 6 }}
              onChange={(event) => setRemark(event.target.value)}
            />
          </FieldItem>
        )}
      </Form>
    </Modal>
  );
}

interface TypeProps {
  family: string;
  except: string;
  value: string | undefined;
  onChange: (code: string) => void;
}

function TypeSelect({ family, except, value, onChange }: TypeProps) {
  const { i18n } = useTranslation();
  const types = useDocumentTypes();
  const words = useDictionary("ticket_type");
  const all = choosableTypes(types.data ?? [], words.options, (one) => pickText(one.name, i18n.language));
  return (
    <Select
      id="verb-type"
      value={value}
      onChange={onChange}
      options={all.filter((one) => one.family === family && one.value !== except)}
    />
  );
}
