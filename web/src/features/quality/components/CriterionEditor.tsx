import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Alert, Button, Checkbox, Input, InputNumber } from "antd";
import { useTranslation } from "react-i18next";
import { freeCode } from "@/shared/freeCode";
import { RowTools } from "@/shared/ui/RowTools";
import type { Criterion } from "../model";
import styles from "../quality.module.css";

interface Props {
  criterion: Criterion;
  place: number;
  count: number;
  error?: string;
  readOnly: boolean;
  onChange: (criterion: Criterion) => void;
  onMove: (to: number) => void;
  onRemove: () => void;
}

type Language = "zh" | "en";
const LANGUAGES: readonly Language[] = ["zh", "en"];

/** One criterion: what is asked, what the answers are worth, and which of them void everything. */
export function CriterionEditor({ criterion, place, count, error, readOnly, onChange, onMove, onRemove }: Props) {
  const { t } = useTranslation();
  const { field } = criterion;
  const label = `${t("quality.criterion")} ${place + 1}`;
  const change = (more: Partial<Criterion["field"]>) => onChange({ ...criterion, field: { ...field, ...more } });
  return (
    <fieldset className={styles.criterion} disabled={readOnly} aria-label={label}>
      <header>
        <b>{place + 1}</b>
        <span>{t(`quality.kind.${field.kind}`, { defaultValue: field.kind })}</span>
        <Checkbox checked={field.required === true} onChange={(event) => change({ required: event.target.checked })}>
          {t("quality.required")}
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
            placeholder={t("quality.asked")}
            maxLength={200}
            value={field.label[language]}
            onChange={(event) => change({ label: { ...field.label, [language]: event.target.value } })}
          />
        ))}
        {LANGUAGES.map((language) => (
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
      {(field.kind === "choice" || field.kind === "choices") && (
        <Answers criterion={criterion} label={label} onChange={onChange} readOnly={readOnly} />
      )}
      {field.kind === "yes_no" &&
        (["yes", "no"] as const).map((code) => (
          <div key={code} className={styles.answer}>
            <span>{t(`common.${code}`)}</span>
            <Worth criterion={criterion} code={code} label={`${label} ${t(`common.${code}`)}`} onChange={onChange} />
          </div>
        ))}
      {field.kind === "number" && (
        <div className={styles.answer}>
          {(["min", "max"] as const).map((name) => (
            <InputNumber<number>
              key={name}
              prefix={t(`quality.${name}`)}
              aria-label={`${label} ${t(`quality.${name}`)}`}
              value={Number(field[name] ?? 0)}
              changeOnWheel={false}
              onChange={(value) => change({ [name]: value ?? 0 })}
            />
          ))}
          <InputNumber<number>
            prefix={t("quality.weight")}
            aria-label={`${label} ${t("quality.weight")}`}
            value={criterion.weight ?? 1}
            changeOnWheel={false}
            onChange={(value) => onChange({ ...criterion, weight: value ?? 1 })}
          />
        </div>
      )}
    </fieldset>
  );
}

type PartProps = Pick<Props, "criterion" | "onChange"> & { label: string };

/** Points of an answer, and whether it voids everything. */
function Worth({ criterion, code, label, onChange }: PartProps & { code: string }) {
  const { t } = useTranslation();
  const fatal = criterion.fatal ?? [];
  return (
    <>
      <InputNumber<number>
        prefix={t("quality.points")}
        aria-label={`${label} ${t("quality.points")}`}
        value={criterion.scores?.[code] ?? 0}
        changeOnWheel={false}
        onChange={(value) => onChange({ ...criterion, scores: { ...criterion.scores, [code]: value ?? 0 } })}
      />
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
    </>
  );
}

function Answers({ criterion, label, onChange, readOnly }: PartProps & { readOnly: boolean }) {
  const { t } = useTranslation();
  const options = criterion.field.options ?? [];
  const put = (next: typeof options) => onChange({ ...criterion, field: { ...criterion.field, options: next } });
  const without = (code: string) => {
    const { [code]: _, ...scores } = criterion.scores ?? {};
    onChange({
      ...criterion,
      field: { ...criterion.field, options: options.filter((one) => one.code !== code) },
      scores,
      fatal: (criterion.fatal ?? []).filter((one) => one !== code),
    });
  };
  return (
    <>
      {options.map((option, at) => (
        <div key={option.code} className={styles.answer}>
          {LANGUAGES.map((language) => (
            <Input
              key={language}
              aria-label={`${label} ${t("quality.answer")} ${at + 1} (${t(`settings.in_${language}`)})`}
              placeholder={`${t("quality.answer")} (${t(`settings.in_${language}`)})`}
              maxLength={100}
              value={option[language]}
              onChange={(event) =>
                put(options.map((one) => (one === option ? { ...one, [language]: event.target.value } : one)))
              }
            />
          ))}
          <Worth
            criterion={criterion}
            code={option.code}
            label={`${label} ${t("quality.answer")} ${at + 1}`}
            onChange={onChange}
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
          put([...options, { code, zh: "", en: "", active: true }]);
        }}
      >
        {t("quality.add_answer")}
      </Button>
    </>
  );
}
