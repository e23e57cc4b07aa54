import { Input } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { parse, stringify } from "yaml";
import styles from "../inspector.module.css";

interface Props {
  value: unknown;
  onChange: (value: unknown) => void;
  label: string;
}

/** A part of a flow that has no control of its own, written as YAML. */
export function StructureField({ value, onChange, label }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState(() => written(value));
  const [wrong, setWrong] = useState("");
  useEffect(() => {
    setText((before) => (same(before, value) ? before : written(value)));
  }, [value]);

  function typed(next: string): void {
    setText(next);
    try {
      const parsed: unknown = next.trim() === "" ? undefined : parse(next);
      setWrong("");
      onChange(parsed);
    } catch (error) {
      setWrong(error instanceof Error ? (error.message.split("\n")[0] ?? "") : t("flows.not_yaml"));
    }
  }

  return (
    <div className={styles.row}>
      <Input.TextArea
        autoSize={{ minRows: 3, maxRows: 16 }}
        style={{ fontFamily: "monospace" }}
        spellCheck={false}
        status={wrong ? "error" : ""}
        value={text}
        aria-label={label}
        onChange={(event) => typed(event.target.value)}
      />
      {wrong && <em role="alert">{wrong}</em>}
    </div>
  );
}

const written = (value: unknown) => (value === undefined ? "" : stringify(value, { lineWidth: 0 }));

function same(text: string, value: unknown): boolean {
  try {
    return written(text.trim() === "" ? undefined : parse(text)) === written(value);
  } catch {
    return true; // what is being typed is not thrown away
  }
}
