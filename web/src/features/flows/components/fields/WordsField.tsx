import { CloseOutlined, PlusOutlined } from "@ant-design/icons";
import { AutoComplete, Button, Input } from "antd";
import { useTranslation } from "react-i18next";
import { type Words, wordsOf, wordsValue } from "../../model";
import type { FieldProps } from "../FieldRow";
import styles from "../inspector.module.css";

const RECORDED = "prompt";

/** What callers hear: one or several texts in a row, each in every language of the flow, with its recording. */
export function WordsField({ document, names, shape, value, onChange }: FieldProps) {
  return (
    <WordsList
      languages={document.languages}
      prompts={names.prompt ?? []}
      value={value}
      required={shape.required}
      onChange={onChange}
    />
  );
}

interface Props {
  languages: string[];
  prompts: string[];
  value: unknown;
  required: boolean;
  onChange: (value: unknown) => void;
}

export function WordsList({ languages, prompts, value, required, onChange }: Props) {
  const { t } = useTranslation();
  const all = wordsOf(value);
  const put = (index: number, words: Words | null) =>
    onChange(
      wordsValue(words ? all.map((one, at) => (at === index ? words : one)) : all.filter((_, at) => at !== index)),
    );
  const empty = () => Object.fromEntries(languages.map((language) => [language, ""]));
  return (
    <>
      {all.map((words, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: texts in a row have no other name
        <div key={index} className={styles.words}>
          {languages.map((language) => (
            <div key={language}>
              <span>{language}</span>
              <Input.TextArea
                autoSize={{ minRows: 1, maxRows: 8 }}
                value={words[language] ?? ""}
                aria-label={t("flows.words_in", { language, number: index + 1 })}
                onChange={(event) => put(index, { ...words, [language]: event.target.value })}
              />
            </div>
          ))}
          <div>
            <span />
            <div style={{ display: "flex", gap: 6 }}>
              <AutoComplete
                size="small"
                style={{ flex: 1 }}
                value={words[RECORDED] ?? ""}
                options={prompts.map((name) => ({ value: name }))}
                placeholder={t("flows.recording")}
                aria-label={t("flows.recording")}
                onChange={(name: string) => put(index, withRecording(words, name))}
              />
              {(all.length > 1 || !required) && (
                <Button
                  size="small"
                  type="text"
                  icon={<CloseOutlined />}
                  aria-label={t("flows.remove_words")}
                  onClick={() => put(index, null)}
                />
              )}
            </div>
          </div>
        </div>
      ))}
      <span>
        <Button
          size="small"
          type="link"
          icon={<PlusOutlined />}
          onClick={() => onChange(wordsValue([...all, empty()]))}
          style={{ paddingInline: 0 }}
        >
          {t("flows.add_words")}
        </Button>
      </span>
    </>
  );
}

function withRecording(words: Words, name: string): Words {
  const { [RECORDED]: _before, ...texts } = words;
  return name ? { ...texts, [RECORDED]: name } : texts;
}
