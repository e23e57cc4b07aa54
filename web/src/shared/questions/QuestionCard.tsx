import { Alert, Checkbox, Input, InputNumber } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { RowTools } from "@/shared/ui/RowTools";
import { AnswerList } from "./AnswerList";
import type { Question } from "./model";
import styles from "./questions.module.css";
import { Worth } from "./Worth";

export interface CardProps<Q extends Question> {
  question: Q;
  place: number;
  count: number;
  error?: string;
  readOnly: boolean;
  onChange: (question: Q) => void;
  onMove: (to: number) => void;
  onRemove: () => void;
}

interface Props<Q extends Question> extends CardProps<Q> {
  /** What a question is called here, its kind, and what stands where it is to be written. */
  label: string;
  kind: string;
  asked: string;
  required: string;
  /** Behind an answer's points. */
  beside?: (code: string) => ReactNode;
  /** Under what is asked, before the answers. */
  between?: ReactNode;
  /** At the end. */
  children?: ReactNode;
}

const LANGUAGES = ["zh", "en"] as const;

/** One question: what is asked, which answers there are and what they are worth. */
export function QuestionCard<Q extends Question>({ question, place, count, error, readOnly, ...rest }: Props<Q>) {
  const { t } = useTranslation();
  const { label, kind, asked, required, beside, between, children, onChange, onMove, onRemove } = rest;
  const { field } = question;
  const change = (more: Partial<Q["field"]>) => onChange({ ...question, field: { ...field, ...more } });
  const put = (more: Partial<Question>) => onChange({ ...question, ...more });
  const part = { question, put, beside };
  return (
    <fieldset className={styles.card} disabled={readOnly} aria-label={label}>
      <header>
        <b>{place + 1}</b>
        <span>{kind}</span>
        <Checkbox
          checked={field.required === true}
          onChange={(event) => change({ required: event.target.checked } as Partial<Q["field"]>)}
        >
          {required}
        </Checkbox>
        <RowTools label={label} place={place} count={count} disabled={readOnly} onMove={onMove} onRemove={onRemove} />
      </header>
      {error && <Alert type="error" showIcon title={error} />}
      <div className={styles.pair}>
        {LANGUAGES.map((language) => (
          <Input
            key={language}
            addonBefore={t(`settings.in_${language}`)}
            aria-label={`${label} (${t(`settings.in_${language}`)})`}
            placeholder={asked}
            maxLength={200}
            value={field.label[language]}
            onChange={(event) =>
              change({ label: { ...field.label, [language]: event.target.value } } as Partial<Q["field"]>)
            }
          />
        ))}
      </div>
      {between}
      {(field.kind === "choice" || field.kind === "choices") && (
        <AnswerList {...part} label={label} readOnly={readOnly} />
      )}
      {field.kind === "yes_no" &&
        (["yes", "no"] as const).map((code) => (
          <div key={code} className={styles.answer}>
            <span>{t(`common.${code}`)}</span>
            <Worth {...part} code={code} label={`${label} ${t(`common.${code}`)}`} />
          </div>
        ))}
      {field.kind === "number" && (
        <div className={styles.answer}>
          {(["min", "max"] as const).map((name) => (
            <InputNumber<number>
              key={name}
              prefix={t(`quality.${name}`)}
              aria-label={`${label} ${t(`quality.${name}`)}`}
              value={field[name] === null || field[name] === undefined ? null : Number(field[name])}
              changeOnWheel={false}
              onChange={(value) => change({ [name]: value } as Partial<Q["field"]>)}
            />
          ))}
          <InputNumber<number>
            prefix={t("quality.weight")}
            aria-label={`${label} ${t("quality.weight")}`}
            value={question.weight ?? null}
            changeOnWheel={false}
            onChange={(value) => put({ weight: value })}
          />
        </div>
      )}
      {children}
    </fieldset>
  );
}
