import { CloseOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldProps } from "../FieldRow";
import styles from "../inspector.module.css";
import { NamesField } from "./NamesField";
import { TargetField } from "./TargetField";
import { WordsList } from "./WordsField";

const DIAL_KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "*", "#"];
const DIAL_PATTERN = "^[0-9*#]$";

/** Pairs: key → node, key → text, or name → words. Keys of the telephone are chosen, all others are written. */
export function PairsField(props: FieldProps) {
  const { shape, value, onChange } = props;
  const { t } = useTranslation();
  const pairs = (value ?? {}) as Record<string, unknown>;
  const keys = Object.keys(pairs);
  const put = (entries: [string, unknown][]) =>
    onChange(entries.length > 0 || shape.required ? Object.fromEntries(entries) : undefined);
  const set = (key: string, inner: unknown) => put(keys.map((one) => [one, one === key ? inner : pairs[one]]));
  const remove = (key: string) => put(keys.filter((one) => one !== key).map((one) => [one, pairs[one]]));
  const add = (key: string) => put([...keys.map((one): [string, unknown] => [one, pairs[one]]), [key, fresh(props)]]);
  return (
    <div className={styles.pairs}>
      {keys.map((key) => (
        <div key={key} className={styles.pair}>
          <code title={key}>{key === "" ? t("flows.empty_value") : key}</code>
          <Inner {...props} pairKey={key} inner={pairs[key]} onInner={(inner) => set(key, inner)} />
          <Button
            size="small"
            type="text"
            icon={<CloseOutlined />}
            aria-label={t("flows.remove_pair", { key })}
            onClick={() => remove(key)}
          />
        </div>
      ))}
      <NewKey dial={shape.key === DIAL_PATTERN} pattern={shape.key} taken={keys} onAdd={add} />
    </div>
  );
}

function fresh({ shape, document }: FieldProps): unknown {
  return shape.control === "phrases" ? Object.fromEntries(document.languages.map((one) => [one, ""])) : "";
}

function Inner({
  shape,
  document,
  pairKey,
  inner,
  onInner,
  meanings,
}: FieldProps & { pairKey: string; inner: unknown; onInner: (value: unknown) => void }) {
  const text = typeof inner === "string" ? inner : "";
  if (shape.control === "nodes")
    return (
      <div className={styles.named}>
        <TargetField document={document} value={text} onChange={onInner} label={pairKey} />
        {meanings && <Meaning {...meanings} pairKey={pairKey} />}
      </div>
    );
  if (shape.control === "phrases")
    return (
      <div>
        <WordsList languages={document.languages} prompts={[]} value={inner} required onChange={onInner} />
      </div>
    );
  return <Input value={text} aria-label={pairKey} onChange={(event) => onInner(event.target.value)} />;
}

function Meaning({ value, onChange, pairKey }: NonNullable<FieldProps["meanings"]> & { pairKey: string }) {
  const { t } = useTranslation();
  const all = (value ?? {}) as Record<string, unknown>;
  function put(words: unknown): void {
    const { [pairKey]: _before, ...others } = all;
    const next = words === undefined ? others : { ...others, [pairKey]: words };
    onChange(Object.keys(next).length > 0 ? next : undefined);
  }
  return (
    <NamesField
      value={all[pairKey]}
      onChange={put}
      label={t("flows.meaning_of", { key: pairKey })}
      placeholder={t("flows.meaning")}
    />
  );
}

interface NewKeyProps {
  dial: boolean;
  pattern: string;
  taken: string[];
  onAdd: (key: string) => void;
}

function NewKey({ dial, pattern, taken, onAdd }: NewKeyProps) {
  const { t } = useTranslation();
  const [key, setKey] = useState("");
  if (dial)
    return (
      <Select
        size="small"
        showSearch
        value={null}
        placeholder={t("flows.add_key")}
        aria-label={t("flows.add_key")}
        options={DIAL_KEYS.filter((one) => !taken.includes(one)).map((one) => ({ value: one, label: one }))}
        onChange={(one: string | null) => one !== null && onAdd(one)}
      />
    );
  const wrong = taken.includes(key) || (pattern !== "" && key !== "" && !new RegExp(pattern).test(key));
  const allowed = !wrong && (key !== "" || pattern === "");
  const done = () => {
    if (!allowed) return;
    onAdd(key);
    setKey("");
  };
  return (
    <Input
      size="small"
      value={key}
      status={wrong ? "error" : ""}
      placeholder={t("flows.add_value")}
      aria-label={t("flows.add_value")}
      onChange={(event) => setKey(event.target.value)}
      onPressEnter={done}
      suffix={
        <Button
          size="small"
          type="text"
          icon={<PlusOutlined />}
          aria-label={t("flows.add")}
          disabled={!allowed}
          onClick={done}
        />
      }
    />
  );
}
