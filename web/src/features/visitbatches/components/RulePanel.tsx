import { Alert, DatePicker, InputNumber, Radio } from "antd";
import { useTranslation } from "react-i18next";
import { ConditionEditor } from "@/shared/fields/ConditionEditor";
import { FieldItem } from "@/shared/fields/FieldsForm";
import { isoPicked, picked } from "@/shared/time/picked";
import { Panel } from "@/shared/ui/Panel";
import { AMOUNTS, type Form } from "../model";
import { useRuleFields } from "./useRuleFields";

interface Props {
  form: Form;
  error: string | undefined;
  put: (more: Partial<Form>) => void;
}

/** Whom to take: of tickets or customers those who fit, and how many of them. */
export function RulePanel({ form, error, put }: Props) {
  const { t } = useTranslation();
  const fields = useRuleFields(form.source);
  return (
    <Panel title={t("visitbatches.rule")}>
      {error && <Alert type="error" showIcon style={{ marginBottom: 12 }} title={error} />}
      <FieldItem id="source" label={t("visitbatches.source_label")}>
        <Radio.Group
          id="source"
          aria-label={t("visitbatches.source_label")}
          optionType="button"
          value={form.source}
          onChange={(event) => put({ source: event.target.value, where: null })}
          options={(["tickets", "customers"] as const).map((value) => ({
            value,
            label: t(`visitbatches.source.${value}`),
          }))}
        />
      </FieldItem>
      {form.source === "tickets" && (
        <FieldItem id="closed" label={t("visitbatches.closed")} help={t("visitbatches.closed_hint")}>
          <DatePicker.RangePicker
            id={{ start: "closed", end: "closed-to" }}
            showTime={{ format: "HH:mm" }}
            format="YYYY-MM-DD HH:mm"
            allowEmpty={[true, true]}
            value={[picked(form.closed_from), picked(form.closed_to)]}
            onChange={(range) =>
              put({
                closed_from: range?.[0] ? isoPicked(range[0]) : null,
                closed_to: range?.[1] ? isoPicked(range[1]) : null,
              })
            }
          />
        </FieldItem>
      )}
      <div style={{ marginBottom: 24 }}>
        <ConditionEditor
          label={t("visitbatches.where")}
          value={form.where}
          fields={fields}
          onChange={(where) => put({ where: where ?? null })}
        />
      </div>
      <FieldItem id="rest-days" label={t("visitbatches.rest_days")} help={t("visitbatches.rest_hint")}>
        <InputNumber<number>
          id="rest-days"
          min={0}
          max={3650}
          precision={0}
          value={form.rest_days}
          changeOnWheel={false}
          onChange={(value) => put({ rest_days: value ?? 0 })}
        />
      </FieldItem>
      <FieldItem id="amount" label={t("visitbatches.amount_label")}>
        <Radio.Group
          id="amount"
          aria-label={t("visitbatches.amount_label")}
          value={form.amount}
          onChange={(event) => put({ amount: event.target.value })}
          options={AMOUNTS.map((value) => ({ value, label: t(`visitbatches.amount.${value}`) }))}
        />
        {form.amount !== "all" && (
          <InputNumber<number>
            aria-label={t(`visitbatches.amount.${form.amount}`)}
            min={form.amount === "share" ? 0.01 : 1}
            max={form.amount === "share" ? 100 : 10_000}
            precision={form.amount === "share" ? undefined : 0}
            suffix={form.amount === "share" ? "%" : undefined}
            value={form.amount === "share" ? form.share : form.size}
            changeOnWheel={false}
            onChange={(value) => value !== null && put({ [form.amount]: value })}
          />
        )}
      </FieldItem>
    </Panel>
  );
}
