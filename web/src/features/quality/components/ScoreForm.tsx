import { Button, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { isEmpty } from "@/shared/fields/conditions";
import type { Values } from "@/shared/fields/definitions";
import { FieldItem } from "@/shared/fields/FieldsForm";
import { FieldValue } from "@/shared/fields/FieldValue";
import { OneClick } from "@/shared/fields/OneClick";
import { askedOf } from "@/shared/fields/questions";
import { pickText } from "@/shared/format";
import { type Criterion, sectionsOf } from "../model";
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
          <OneClick
            field={field}
            id={id}
            label={label}
            value={value}
            mark={(code) => (criterion.fatal?.includes(code) ? "✕" : (criterion.scores?.[code] ?? ""))}
            onChange={(next) => onChange(field.code, next)}
          />
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

function isFatal(criterion: Criterion, value: unknown): boolean {
  const codes = typeof value === "boolean" ? [value ? "yes" : "no"] : [value].flat().map(String);
  return codes.some((code) => criterion.fatal?.includes(code));
}
