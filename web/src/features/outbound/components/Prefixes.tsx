import { AutoComplete, Form, Select } from "antd";
import { useTranslation } from "react-i18next";
import { useAreaCode } from "../api";
import { PREFIX } from "../model";
import { useWords } from "./words";

/** As it is typed: without the blanks, dashes and stars that people write. */
export const cleaned = (text: string) => text.replace(/[\s\-*()]/g, "");

function usePresets(): { value: string; label: string }[] {
  const { t } = useTranslation();
  const words = useWords();
  const area = useAreaCode();
  return ["1", "13", ...(area ? [area] : []), "0", "00", "00852", "400", "95"].map((value) => ({
    value,
    label: t("outbound.prefixed", { prefix: value, numbers: words.numbers(value) }),
  }));
}

interface OneProps {
  id?: string;
  value?: string;
  onChange?: (prefix: string) => void;
}

/** A prefix, with the usual ones to choose from, and what kind of numbers begin so. */
function OnePrefix({ id, value = "", onChange }: OneProps) {
  const presets = usePresets();
  const words = useWords();
  return (
    <>
      <AutoComplete
        id={id}
        style={{ width: "100%" }}
        value={value}
        options={presets.filter((one) => one.value.startsWith(value))}
        onChange={(text: string) => onChange?.(cleaned(text))}
      />
      {PREFIX.test(value) && <small>{words.numbers(value)}</small>}
    </>
  );
}

interface ManyProps {
  id?: string;
  label?: string;
  value?: readonly string[];
  onChange?: (prefixes: string[]) => void;
}

/** Several prefixes, typed or pasted. */
export function Prefixes({ id, label, value = [], onChange }: ManyProps) {
  const presets = usePresets();
  return (
    <Select<string[]>
      id={id}
      aria-label={label}
      mode="tags"
      style={{ width: "100%" }}
      tokenSeparators={[" ", ",", "\uff0c", "\u3001", "\n"]}
      optionLabelProp="value"
      value={[...value]}
      options={presets}
      onChange={(all) => onChange?.([...new Set(all.map(cleaned).filter(Boolean))])}
    />
  );
}

/** The first of the prefixes that is none, or nothing. */
export const wrongPrefix = (all: readonly string[] | undefined) => (all ?? []).find((one) => !PREFIX.test(one));

/** The beginning that a rule is for; no other of its kind (`taken`) has the same. */
export function PrefixItem({ taken }: { taken: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <Form.Item
      name="prefix"
      label={t("outbound.begin_with")}
      extra={t("outbound.prefix_help")}
      rules={[
        { required: true, pattern: PREFIX, message: t("outbound.wrong.prefix") },
        {
          validator: (_, value: string) =>
            taken.includes(value) ? Promise.reject(new Error(t("outbound.wrong.twice"))) : Promise.resolve(),
        },
      ]}
    >
      <OnePrefix />
    </Form.Item>
  );
}
