import { useTranslation } from "react-i18next";
import type { components } from "@/api/schema";
import { isEmpty } from "@/shared/fields/conditions";
import type { Values } from "@/shared/fields/definitions";
import { FieldItem } from "@/shared/fields/FieldsForm";
import { FieldValue } from "@/shared/fields/FieldValue";
import { OneClick } from "@/shared/fields/OneClick";
import { askedOf } from "@/shared/fields/questions";
import { pickText } from "@/shared/format";

type Question = components["schemas"]["Question"];

interface Props {
  questions: readonly Question[];
  answers: Values;
  /** Absent: the answers are shown only. */
  onAnswer?: (code: string, value: unknown) => void;
  errors?: Readonly<Record<string, string>>;
  /** Before each question's id: several questionnaires may stand on a page. */
  prefix?: string;
}

/** The questions that the answers so far lead to, in their order. */
export function Questions({ questions, answers, onAnswer, errors = {}, prefix = "answer-" }: Props) {
  const { t, i18n } = useTranslation();
  const asked = askedOf(questions, answers);
  return questions
    .filter((one) => asked.has(one.field.code))
    .map(({ field }) => {
      const id = `${prefix}${field.code}`;
      const label = pickText(field.label, i18n.language);
      const value = answers[field.code];
      return (
        <FieldItem
          key={field.code}
          id={id}
          label={label}
          required={onAnswer !== undefined && asked.get(field.code)?.required === true}
          error={errors[field.code]}
          help={onAnswer && pickText(field.help, i18n.language)}
        >
          {onAnswer ? (
            <OneClick
              field={field}
              id={id}
              label={label}
              value={value}
              onChange={(next) => onAnswer(field.code, typeof next === "function" ? next(value) : next)}
            />
          ) : isEmpty(value) ? (
            t("visits.not_answered")
          ) : (
            <FieldValue field={field} value={value} />
          )}
        </FieldItem>
      );
    });
}
