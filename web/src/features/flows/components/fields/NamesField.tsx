import { Input } from "antd";
import { useTranslation } from "react-i18next";
import type { Words } from "../../model";
import styles from "../inspector.module.css";

interface Props {
  value: unknown;
  onChange: (value: Words | undefined) => void;
  /** What is named, for who hears the page; the language is added. */
  label: string;
  placeholder?: string;
}

/** What people call something, in the languages of the pages; one may be left out, both too. */
export function NamesField({ value, onChange, label, placeholder }: Props) {
  const { t } = useTranslation();
  const names = (value && typeof value === "object" ? value : {}) as Words;
  function put(language: string, text: string): void {
    const { [language]: _before, ...others } = names;
    const next: Words = text ? { ...others, [language]: text } : others;
    onChange(Object.keys(next).length > 0 ? next : undefined);
  }
  return (
    <div className={styles.names}>
      {(["zh", "en"] as const).map((language) => (
        <Input
          key={language}
          size="small"
          prefix={<span aria-hidden>{language}</span>}
          value={names[language] ?? ""}
          maxLength={64}
          placeholder={placeholder}
          aria-label={t("flows.named_in", { what: label, language: t(`words.language.${language}`) })}
          onChange={(event) => put(language, event.target.value)}
        />
      ))}
    </div>
  );
}
