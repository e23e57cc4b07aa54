import { useRef } from "react";
import styles from "./yaml.module.css";

interface Props {
  value: string;
  onChange: (value: string) => void;
  /** Lines with something wrong, from 1. */
  marked: number[];
  label: string;
}

/** A text with line numbers. The tab key indents by two; Escape first, then Tab leaves the field. */
export function YamlEditor({ value, onChange, marked, label }: Props) {
  const gutter = useRef<HTMLPreElement>(null);
  const leaving = useRef(false);
  const wrong = new Set(marked);
  const lines = value.split("\n");

  function indent(event: React.KeyboardEvent<HTMLTextAreaElement>): void {
    if (event.key === "Escape") {
      leaving.current = true;
      return;
    }
    if (event.key !== "Tab" || event.shiftKey || leaving.current) {
      leaving.current = false;
      return;
    }
    event.preventDefault();
    const field = event.currentTarget;
    field.setRangeText("  ", field.selectionStart, field.selectionEnd, "end");
    onChange(field.value);
  }

  return (
    <div className={styles.editor}>
      <pre ref={gutter} className={styles.gutter} aria-hidden>
        {lines.map((_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line's number is what it is
          <span key={index} className={wrong.has(index + 1) ? styles.wrong : undefined}>
            {index + 1}
            {"\n"}
          </span>
        ))}
      </pre>
      <textarea
        className={styles.text}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={indent}
        onScroll={(event) => {
          if (gutter.current) gutter.current.scrollTop = event.currentTarget.scrollTop;
        }}
        spellCheck={false}
        wrap="off"
        aria-label={label}
      />
    </div>
  );
}
