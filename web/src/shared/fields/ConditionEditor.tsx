import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input, InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";
import { pickText } from "@/shared/format";
import { type Comparison, operatorsFor, readCondition, writeCondition } from "./comparisons";
import type { Condition, FieldDefinition } from "./definitions";
import { FieldControl, useFieldOptions } from "./FieldControl";
import styles from "./fields.module.css";

interface Props {
  label: string;
  value: Condition | null | undefined;
  onChange: (condition: Condition | undefined) => void;
  fields: readonly FieldDefinition[];
}

/** A condition put together by choosing: comparisons of fields, of which all or any must hold. */
export function ConditionEditor({ label, value, onChange, fields }: Props) {
  const { t, i18n } = useTranslation();
  const read = readCondition(value);
  if (read === null)
    return (
      <fieldset className={styles.condition}>
        <legend>{label}</legend>
        <p>{t("fields.condition.complex")}</p>
        <Button size="small" onClick={() => onChange(undefined)}>
          {t("fields.condition.none")}
        </Button>
      </fieldset>
    );
  const { parts, any } = read;
  const put = (next: Comparison[], anyOf = any) => onChange(writeCondition(next, anyOf));
  const options = fields.map((one) => ({ value: one.code, label: pickText(one.label, i18n.language) || one.code }));
  return (
    <fieldset className={styles.condition}>
      <legend>{label}</legend>
      {parts.length > 1 && (
        <Select<string>
          size="small"
          aria-label={t("fields.condition.how")}
          value={any ? "any" : "all"}
          onChange={(how) => put(parts, how === "any")}
          options={[
            { value: "all", label: t("fields.condition.all") },
            { value: "any", label: t("fields.condition.any") },
          ]}
        />
      )}
      {parts.map((part, index) => {
        const field = fields.find((one) => one.code === part.field);
        const set = (change: Partial<Comparison>) =>
          put(parts.map((one, other) => (other === index ? { ...one, ...change } : one)));
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a comparison is where it stands
          <div key={index} className={styles.comparison}>
            <Select
              aria-label={t("fields.condition.field")}
              placeholder={t("fields.condition.field")}
              value={part.field || undefined}
              options={options}
              onChange={(code: string) => set({ field: code, is: "filled", value: undefined })}
            />
            <Select
              aria-label={t("fields.condition.is")}
              value={part.is}
              options={operatorsFor(field).map((one) => ({ value: one, label: t(`fields.is.${one}`) }))}
              onChange={(is: string) => set({ is, value: undefined })}
            />
            {field && !["empty", "filled"].includes(part.is) && (
              <Value field={field} is={part.is} value={part.value} onChange={(next) => set({ value: next })} />
            )}
            <Button
              type="text"
              size="small"
              icon={<DeleteOutlined />}
              aria-label={t("common.delete")}
              onClick={() => put(parts.filter((_, other) => other !== index))}
            />
          </div>
        );
      })}
      <Button
        size="small"
        icon={<PlusOutlined />}
        disabled={fields.length === 0}
        onClick={() => put([...parts, { field: fields[0]?.code ?? "", is: "filled", value: undefined }])}
      >
        {t("fields.condition.add")}
      </Button>
    </fieldset>
  );
}

interface ValueProps {
  field: FieldDefinition;
  is: string;
  value: unknown;
  onChange: (value: unknown) => void;
}

function Value({ field, is, value, onChange }: ValueProps) {
  const { t } = useTranslation();
  const options = useFieldOptions(field);
  const label = t("fields.condition.value");
  if (field.kind === "choice" || field.kind === "choices")
    return is === "in" ? (
      <Select<string[]>
        mode="multiple"
        aria-label={label}
        value={(value as string[] | undefined) ?? []}
        options={options}
        onChange={onChange}
      />
    ) : (
      <Select aria-label={label} value={value as string | undefined} options={options} onChange={onChange} />
    );
  if (field.kind === "number" || field.kind === "money")
    return (
      <InputNumber
        aria-label={label}
        value={value as number | undefined}
        onChange={(one) => onChange(one ?? undefined)}
      />
    );
  if (field.kind === "text" || field.kind === "long_text" || field.kind === "phone")
    return (
      <Input
        aria-label={label}
        value={String(value ?? "")}
        onChange={(event) => onChange(event.target.value || undefined)}
      />
    );
  return (
    <FieldControl
      id={`condition-${field.code}`}
      field={field}
      value={value}
      onChange={(one) => onChange(one ?? undefined)}
    />
  );
}
