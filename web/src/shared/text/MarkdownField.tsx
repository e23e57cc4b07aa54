import { Input, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Markdown } from "./Markdown";
import styles from "./markdown.module.css";

interface Props {
  /** Given by the form's item. */
  id?: string;
  value?: string;
  onChange?: (text: string) => void;
  maxLength?: number;
  rows?: number;
}

/** A long text in Markdown, with a look at how it will be read. */
export function MarkdownField({ id, value = "", onChange, maxLength = 100_000, rows = 12 }: Props) {
  const { t } = useTranslation();
  const [looking, setLooking] = useState(false);
  return (
    <>
      <Segmented
        size="small"
        style={{ marginBottom: 8 }}
        value={looking ? "look" : "write"}
        onChange={(mode) => setLooking(mode === "look")}
        options={[
          { value: "write", label: t("common.write") },
          { value: "look", label: t("common.preview") },
        ]}
      />
      {looking ? (
        <div className={styles.preview}>
          <Markdown text={value} />
        </div>
      ) : (
        <Input.TextArea
          id={id}
          value={value}
          maxLength={maxLength}
          autoSize={{ minRows: rows, maxRows: rows * 2 }}
          placeholder={t("common.markdown_hint")}
          onChange={(event) => onChange?.(event.target.value)}
        />
      )}
    </>
  );
}
