import { Button, Input, InputNumber, Radio, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { isEmpty } from "@/shared/fields/conditions";
import type { Values } from "@/shared/fields/definitions";
import { FieldControl } from "@/shared/fields/FieldControl";
import { FieldItem } from "@/shared/fields/FieldsForm";
import { FieldValue } from "@/shared/fields/FieldValue";
import { pickText } from "@/shared/format";
import { askedOf, type Criterion, sectionsOf } from "../model";
import styles from "../quality.module.css";

interface Props {
  criteria: readonly Criterion[];
  answers: Values;
  /** Absent: the answers are shown only. */
  onChange?: (code: string, value: unknown) => void;
  errors?: Readonly<Record<string, string>>;
}

/** The criteria under their headings; each answer is one click. */
export function ScoreForm({ criteria, answers, onChange, errors }: Props) {
  const { i18n } = useTranslation();
  const asked = askedOf(criteria, answers);
  return sectionsOf(criteria.filter((one) => asked.has(one.field.code))).map((section) => (
    <fieldset key={section.key} className={styles.section}>
      {section.name && <legend>{pickText(section.name, i18n.language)}</legend>}
      {section.criteria.map((one) => (
        <Row key={one.field.code} criterion={one} answers={answers} onChange={onChange} errors={errors} />
      ))}
    </fieldset>
  ));
}

function Row({ criterion, answers, onChange, errors }: Omit<Props, "criteria"> & { criterion: Criterion }) {
  const { t, i18n } = useTranslation();
  const { field } = criterion;
  const value = answers[field.code];
  const id = `answer-${field.code}`;
  const label = pickText(field.label, i18n.language);
  return (
    <FieldItem
      id={id}
      label={label}
      required={field.required === true && onChange !== undefined}
      error={errors?.[field.code]}
      help={pickText(field.help, i18n.language)}
    >
      {onChange ? (
        <span className={styles.control}>
          <Control criterion={criterion} id={id} label={label} value={value} onChange={onChange} />
          {field.required !== true && !isEmpty(value) && field.kind !== "text" && (
            <Button type="link" size="small" onClick={() => onChange(field.code, null)}>
              {t("quality.not_applicable")}
            </Button>
          )}
        </span>
      ) : (
        <>
          {isEmpty(value) ? t("quality.not_applicable") : <FieldValue field={field} value={value} />}{" "}
          {isFatal(criterion, value) && <Tag color="red">{t("quality.fatal")}</Tag>}
        </>
      )}
    </FieldItem>
  );
}

interface ControlProps {
  criterion: Criterion;
  id: string;
  label: string;
  value: unknown;
  onChange: (code: string, value: unknown) => void;
}

function Control({ criterion, id, label, value, onChange }: ControlProps) {
  const { t, i18n } = useTranslation();
  const { field } = criterion;
  const put = (next: unknown) => onChange(field.code, next);
  const points = (code: string) => (criterion.fatal?.includes(code) ? "✕" : (criterion.scores?.[code] ?? ""));
  if (field.kind === "choice")
    return (
      <Radio.Group
        id={id}
        aria-label={label}
        optionType="button"
        value={value ?? null}
        onChange={(event) => put(event.target.value)}
        options={(field.options ?? [])
          .filter((one) => one.active !== false)
          .map((one) => ({
            value: one.code,
            label: `${i18n.language === "en" ? one.en : one.zh} ${points(one.code)}`,
          }))}
      />
    );
  if (field.kind === "yes_no")
    return (
      <Radio.Group
        id={id}
        aria-label={label}
        optionType="button"
        value={value ?? null}
        onChange={(event) => put(event.target.value)}
        options={[
          { value: true, label: `${t("common.yes")} ${points("yes")}` },
          { value: false, label: `${t("common.no")} ${points("no")}` },
        ]}
      />
    );
  if (field.kind === "number")
    return (
      <InputNumber<number>
        id={id}
        value={typeof value === "number" ? value : null}
        min={Number(field.min ?? 0)}
        max={Number(field.max ?? 0)}
        suffix={`/ ${String(field.max ?? "")}`}
        changeOnWheel={false}
        onChange={put}
      />
    );
  if (field.kind === "text")
    return (
      <Input.TextArea
        id={id}
        autoSize
        maxLength={field.max_length ?? 200}
        value={typeof value === "string" ? value : ""}
        onChange={(event) => put(event.target.value || null)}
      />
    );
  return <FieldControl id={id} field={field} value={value} onChange={put} />;
}

function isFatal(criterion: Criterion, value: unknown): boolean {
  const codes = typeof value === "boolean" ? [value ? "yes" : "no"] : [value].flat().map(String);
  return codes.some((code) => criterion.fatal?.includes(code));
}
