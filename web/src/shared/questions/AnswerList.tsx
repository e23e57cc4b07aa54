import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useTranslation } from "react-i18next";
import { freeCode } from "@/shared/freeCode";
import styles from "./questions.module.css";
import { type PartProps, Worth } from "./Worth";

/** The answers among which one chooses, in both languages, with their points. */
export function AnswerList({ question, label, put, beside, readOnly }: PartProps & { readOnly: boolean }) {
  const { t } = useTranslation();
  const { field } = question;
  const options = field.options ?? [];
  const set = (next: typeof options) => put({ field: { ...field, options: next } });
  const without = (code: string) => {
    const { [code]: _, ...scores } = question.scores ?? {};
    put({ field: { ...field, options: options.filter((one) => one.code !== code) }, scores });
  };
  return (
    <>
      {options.map((option, at) => (
        <div key={option.code} className={styles.answer}>
          {(["zh", "en"] as const).map((language) => (
            <Input
              key={language}
              aria-label={`${label} ${t("quality.answer")} ${at + 1} (${t(`settings.in_${language}`)})`}
              placeholder={`${t("quality.answer")} (${t(`settings.in_${language}`)})`}
              maxLength={100}
              value={option[language]}
              onChange={(event) =>
                set(options.map((one) => (one === option ? { ...one, [language]: event.target.value } : one)))
              }
            />
          ))}
          <Worth
            question={question}
            code={option.code}
            label={`${label} ${t("quality.answer")} ${at + 1}`}
            put={put}
            beside={beside}
          />
          <Button
            size="small"
            type="text"
            icon={<DeleteOutlined />}
            aria-label={`${label} ${t("quality.answer")} ${at + 1}: ${t("common.delete")}`}
            disabled={options.length <= 2 || readOnly}
            onClick={() => without(option.code)}
          />
        </div>
      ))}
      <Button
        size="small"
        type="dashed"
        icon={<PlusOutlined />}
        disabled={readOnly}
        onClick={() => {
          const code = freeCode(
            "answer",
            options.map((one) => one.code),
          );
          set([...options, { code, zh: "", en: "", active: true }]);
        }}
      >
        {t("quality.add_answer")}
      </Button>
    </>
  );
}
