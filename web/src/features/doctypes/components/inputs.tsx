import { Alert, Input, Select } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useDirectory } from "@/shared/directory";
import type { Words } from "@/shared/fields/definitions";
import { pickText } from "@/shared/format";
import type { Names } from "../api";
import styles from "../doctypes.module.css";
import { type Finding, fieldsOf, type TypeDraft } from "../model";

/** A label over its control. */
export function Item({ label, id, children }: { label: string; id?: string; children: ReactNode }) {
  return (
    <div className={styles.item}>
      <label htmlFor={id}>{label}</label>
      {children}
    </div>
  );
}

interface WordsProps {
  label: string;
  value: Words | null | undefined;
  onChange: (words: Words) => void;
}

/** A text in both languages. */
export function WordsInput({ label, value, onChange }: WordsProps) {
  const { t } = useTranslation();
  const one = (language: "zh" | "en") => (
    <Input
      addonBefore={t(`doctypes.in_${language}`)}
      aria-label={`${label} (${t(`doctypes.in_${language}`)})`}
      value={value?.[language] ?? ""}
      maxLength={200}
      onChange={(event) => onChange({ ...value, [language]: event.target.value })}
    />
  );
  return (
    <Item label={label}>
      {one("zh")}
      {one("en")}
    </Item>
  );
}

interface ChoiceProps {
  label: string;
  value: string | null | undefined;
  onChange: (value: string | undefined) => void;
  options: { value: string; label: string }[];
  clear?: boolean;
  hint?: string;
}

export function Choice({ label, value, onChange, options, clear = false, hint }: ChoiceProps) {
  return (
    <Item label={label}>
      <Select<string>
        aria-label={label}
        value={value || undefined}
        allowClear={clear}
        placeholder={hint}
        options={options}
        onChange={(chosen?: string) => onChange(chosen)}
      />
    </Item>
  );
}

interface ManyProps {
  label: string;
  value: readonly string[] | null | undefined;
  onChange: (value: string[]) => void;
  options: { value: string; label: string }[];
  hint?: string;
}

export function Many({ label, value, onChange, options, hint }: ManyProps) {
  return (
    <Item label={label}>
      <Select<string[]>
        mode="multiple"
        aria-label={label}
        value={[...(value ?? [])]}
        placeholder={hint}
        options={options}
        onChange={onChange}
      />
    </Item>
  );
}

/** What can be named in the designer, in the page's language. */
export function useOptions(type: TypeDraft, names: Names) {
  const { i18n } = useTranslation();
  const { users } = useDirectory();
  const language = i18n.language;
  return {
    named: (kind: string) =>
      (names[kind] ?? []).map((one) => ({ value: one.value, label: language === "en" ? one.en : one.zh })),
    users: users.map((user) => ({ value: user.id, label: [user.number, user.name].filter(Boolean).join(" ") })),
    fields: (...kinds: string[]) =>
      fieldsOf(type)
        .filter((field) => kinds.length === 0 || kinds.includes(field.kind))
        .map((field) => ({ value: field.code, label: pickText(field.label, language) || field.code })),
    nodes: type.process.nodes.map((node) => ({ value: node.code, label: pickText(node.name, language) || node.code })),
  };
}

export type Options = ReturnType<typeof useOptions>;

/** What is wrong here. */
export function Wrong({ findings }: { findings: readonly Finding[] }) {
  const { i18n } = useTranslation();
  return findings.map((one) => (
    <Alert
      key={one.place + one.code}
      type="error"
      showIcon
      title={i18n.language === "en" ? one.message_en : one.message_zh}
    />
  ));
}
