import { Form } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { pickText } from "@/shared/format";
import { statesOf } from "./conditions";
import { type FieldDefinition, type FieldSection, fieldsOf, type Values } from "./definitions";
import { FieldControl } from "./FieldControl";
import { FieldValue } from "./FieldValue";
import styles from "./fields.module.css";

interface Props {
  sections: readonly FieldSection[];
  values: Values;
  /** The record's own properties, at which conditions may look. */
  around?: Values;
  /** `value` may be a function of the value before it: several files arrive one after the other. */
  onChange: (code: string, value: unknown) => void;
  /** Codes that may be changed; the others are shown. */
  editable: ReadonlySet<string> | "all";
  /** Only these are shown at all. */
  only?: ReadonlySet<string>;
  /** Required besides what the form itself says. */
  required?: ReadonlySet<string>;
  /** Code → what is wrong with it. */
  errors?: Readonly<Record<string, string>>;
  /** One column. */
  compact?: boolean;
  /** Stands before the ids of the fields, where a page has several forms. */
  prefix?: string;
}

const WIDE = new Set(["long_text", "file", "choices"]);

/** A form of administrators' fields: sections, and what is shown and required follows from what is entered. */
export function FieldsForm({ sections, values, around, only, compact, ...rest }: Props) {
  const { i18n } = useTranslation();
  const states = statesOf(fieldsOf(sections), values, around);
  const wanted = (field: FieldDefinition) => states.get(field.code)?.visible && (!only || only.has(field.code));
  return (
    <>
      {sections.map((section) => {
        const fields = (section.fields ?? []).filter(wanted);
        if (fields.length === 0) return null;
        return (
          <fieldset key={section.code} className={styles.section}>
            <legend>{pickText(section.name, i18n.language)}</legend>
            <div className={`${styles.grid} ${compact ? styles.compact : ""}`}>
              {fields.map((field) => (
                <Row
                  key={field.code}
                  {...rest}
                  field={field}
                  value={values[field.code]}
                  must={states.get(field.code)?.required === true || rest.required?.has(field.code) === true}
                />
              ))}
            </div>
          </fieldset>
        );
      })}
    </>
  );
}

interface RowProps extends Pick<Props, "onChange" | "editable" | "errors" | "prefix"> {
  field: FieldDefinition;
  value: unknown;
  must: boolean;
}

function Row({ field, value, must, onChange, editable, errors, prefix = "" }: RowProps) {
  const { i18n } = useTranslation();
  const id = `${prefix}field-${field.code}`;
  const open = editable === "all" || editable.has(field.code);
  return (
    <FieldItem
      id={id}
      label={pickText(field.label, i18n.language)}
      required={must && open}
      error={errors?.[field.code]}
      help={open ? pickText(field.help, i18n.language) : ""}
      wide={WIDE.has(field.kind)}
    >
      {open ? (
        <FieldControl id={id} field={field} value={value} onChange={(next) => onChange(field.code, next)} />
      ) : (
        <div className={styles.value}>
          <FieldValue field={field} value={value} />
        </div>
      )}
    </FieldItem>
  );
}

interface ItemProps {
  id: string;
  label: string;
  required?: boolean;
  error?: string;
  help?: string;
  wide?: boolean;
  children: ReactNode;
}

/** A label, its control, and what is wrong with it. */
export function FieldItem({ id, label, required, error, help, wide, children }: ItemProps) {
  return (
    <Form.Item
      className={wide ? styles.wide : undefined}
      layout="vertical"
      label={label}
      htmlFor={id}
      required={required}
      validateStatus={error ? "error" : undefined}
      help={error}
      extra={help || undefined}
    >
      {children}
    </Form.Item>
  );
}
