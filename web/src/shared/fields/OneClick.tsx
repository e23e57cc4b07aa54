import { Input, InputNumber, Radio } from "antd";
import { useTranslation } from "react-i18next";
import { type ControlProps, FieldControl } from "./FieldControl";

interface Props extends ControlProps {
  label: string;
  /** What stands behind an answer, by its code (of yes_no: `yes`, `no`). */
  mark?: (code: string) => string | number;
}

/** A question's answer with one click where there is something to choose; an emptied one is null. */
export function OneClick({ label, mark = () => "", ...control }: Props) {
  const { t, i18n } = useTranslation();
  const { field, id, value, onChange } = control;
  const choose = (options: { value: string | boolean; label: string }[]) => (
    <Radio.Group
      id={id}
      aria-label={label}
      optionType="button"
      value={value ?? null}
      onChange={(event) => onChange(event.target.value)}
      options={options}
    />
  );
  const named = (name: string, code: string) => `${name} ${mark(code)}`.trim();
  if (field.kind === "choice" && !field.dictionary)
    return choose(
      (field.options ?? [])
        .filter((one) => one.active !== false || one.code === value)
        .map((one) => ({ value: one.code, label: named(i18n.language === "en" ? one.en : one.zh, one.code) })),
    );
  if (field.kind === "yes_no")
    return choose([
      { value: true, label: named(t("common.yes"), "yes") },
      { value: false, label: named(t("common.no"), "no") },
    ]);
  if (field.kind === "number")
    return (
      <InputNumber<number>
        id={id}
        value={typeof value === "number" ? value : null}
        min={bound(field.min)}
        max={bound(field.max)}
        suffix={bound(field.max) === undefined ? undefined : `/ ${String(field.max)}`}
        changeOnWheel={false}
        onChange={onChange}
      />
    );
  if (field.kind === "text")
    return (
      <Input.TextArea
        id={id}
        autoSize
        maxLength={field.max_length ?? 200}
        value={typeof value === "string" ? value : ""}
        onChange={(event) => onChange(event.target.value || null)}
      />
    );
  return <FieldControl {...control} />;
}

const bound = (value: unknown) => (value === null || value === undefined ? undefined : Number(value));
