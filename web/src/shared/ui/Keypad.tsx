import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "./keypad.module.css";

export const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"] as const;
const LETTERS: Record<string, string> = {
  "2": "ABC",
  "3": "DEF",
  "4": "GHI",
  "5": "JKL",
  "6": "MNO",
  "7": "PQRS",
  "8": "TUV",
  "9": "WXYZ",
  "0": "+",
};

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

interface Props {
  onKey: (key: string) => void;
  disabled?: boolean;
}

/** A telephone's keys, by click and by the computer's keyboard; shows what was pressed. */
export function Keypad({ onKey, disabled = false }: Props) {
  const { t } = useTranslation();
  const [pressed, setPressed] = useState("");
  const press = useRef<(key: string) => void>(() => undefined);

  useEffect(() => {
    press.current = (key: string) => {
      if (disabled) return;
      setPressed((before) => (before + key).slice(-24));
      onKey(key);
    };
  });

  useEffect(() => {
    const typed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return;
      if (!(KEYS as readonly string[]).includes(event.key)) return;
      event.preventDefault();
      press.current(event.key);
    };
    window.addEventListener("keydown", typed);
    return () => window.removeEventListener("keydown", typed);
  }, []);

  useEffect(() => {
    if (disabled) setPressed("");
  }, [disabled]);

  return (
    <div>
      <output className={styles.pressed} aria-label={t("common.keys_pressed")}>
        {pressed || "\u00a0"}
      </output>
      <Keys disabled={disabled} onKey={(key) => press.current(key)} />
    </div>
  );
}

/** The keys alone, by click. */
export function Keys({ onKey, disabled = false }: Props) {
  return (
    <div className={styles.pad}>
      {KEYS.map((key) => (
        <button key={key} type="button" className={styles.key} disabled={disabled} onClick={() => onKey(key)}>
          <span>{key}</span>
          <small aria-hidden>{LETTERS[key] ?? "\u00a0"}</small>
        </button>
      ))}
    </div>
  );
}
