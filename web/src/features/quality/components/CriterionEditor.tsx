import { Checkbox, Input } from "antd";
import { useTranslation } from "react-i18next";
import { type CardProps, QuestionCard } from "@/shared/questions/QuestionCard";
import type { Criterion } from "../model";
import styles from "../quality.module.css";

/** One criterion: what is asked, what the answers are worth, and which of them void everything. */
export function CriterionEditor({ onChange, ...props }: CardProps<Criterion>) {
  const { t } = useTranslation();
  const { question: criterion } = props;
  const label = `${t("quality.criterion")} ${props.place + 1}`;
  const fatal = criterion.fatal ?? [];
  const { kind } = criterion.field;
  return (
    <QuestionCard<Criterion>
      {...props}
      label={label}
      kind={t(`quality.kind.${kind}`, { defaultValue: kind })}
      asked={t("quality.asked")}
      required={t("quality.required")}
      onChange={(changed) => {
        // an answer that is gone voids nothing
        const codes = new Set((changed.field.options ?? []).map((one) => one.code));
        onChange(codes.size > 0 ? { ...changed, fatal: fatal.filter((one) => codes.has(one)) } : changed);
      }}
      beside={(code) => (
        <Checkbox
          checked={fatal.includes(code)}
          onChange={(event) =>
            onChange({
              ...criterion,
              fatal: event.target.checked ? [...fatal, code] : fatal.filter((one) => one !== code),
            })
          }
        >
          <span title={t("quality.fatal_hint")}>{t("quality.fatal")}</span>
        </Checkbox>
      )}
      between={
        <div className={styles.pair}>
          {(["zh", "en"] as const).map((language) => (
            <Input
              key={language}
              aria-label={`${label}: ${t("quality.section")} (${t(`settings.in_${language}`)})`}
              placeholder={`${t("quality.section")} (${t(`settings.in_${language}`)})`}
              maxLength={100}
              value={criterion.section?.[language] ?? ""}
              onChange={(event) => {
                const section = { zh: "", en: "", ...criterion.section, [language]: event.target.value };
                onChange({ ...criterion, section: section.zh || section.en ? section : null });
              }}
            />
          ))}
        </div>
      }
    />
  );
}
