import { PlusOutlined } from "@ant-design/icons";
import { Alert, Button, Checkbox, InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";
import { useDictionaryNames } from "@/shared/dictionaries";
import type { FieldDefinition } from "@/shared/fields/definitions";
import { pickText } from "@/shared/format";
import { moved } from "@/shared/rows";
import { RowTools } from "@/shared/ui/RowTools";
import { askedWith, askWith, type Disposition, newOption } from "../model";
import styles from "../wrapups.module.css";
import { Names } from "./Names";

interface Props {
  field: FieldDefinition;
  place: number;
  count: number;
  dispositions: readonly Disposition[];
  error?: string;
  onChange: (field: FieldDefinition) => void;
  onMove: (to: number) => void;
  onRemove: () => void;
}

/** One field of the form: its names, its answers, whether it must be filled in and with which results it is asked. */
export function FieldCard({ field, place, count, dispositions, error, onChange, onMove, onRemove }: Props) {
  const { t, i18n } = useTranslation();
  const label = `${t("wrapups.field")} ${place + 1}`;
  const change = (more: Partial<FieldDefinition>) => onChange({ ...field, ...more });
  const asked = askedWith(field);
  const numeric = field.kind === "number" || field.kind === "money";
  return (
    <fieldset className={styles.card} aria-label={label}>
      <header className={styles.row}>
        <b>{t(`customerfields.kinds.${field.kind}`)}</b>
        <Checkbox checked={field.required === true} onChange={(event) => change({ required: event.target.checked })}>
          {t("wrapups.required")}
        </Checkbox>
        <RowTools label={label} place={place} count={count} onMove={onMove} onRemove={onRemove} />
      </header>
      {error && <Alert type="error" showIcon title={error} />}
      <div className={styles.row}>
        <Names
          label={label}
          zh={field.label.zh ?? ""}
          en={field.label.en ?? ""}
          onChange={(language, text) => change({ label: { ...field.label, [language]: text } })}
        />
      </div>
      {(field.kind === "choice" || field.kind === "choices") && (
        <Answers field={field} label={label} onChange={onChange} />
      )}
      {numeric && (
        <div className={styles.row}>
          {(["min", "max"] as const).map((name) => (
            <InputNumber<number>
              key={name}
              prefix={t(`customerfields.${name}`)}
              aria-label={`${label} ${t(`customerfields.${name}`)}`}
              value={field[name] === null || field[name] === undefined ? null : Number(field[name])}
              changeOnWheel={false}
              onChange={(value) => change({ [name]: value })}
            />
          ))}
        </div>
      )}
      {asked === undefined ? (
        <small>{t("wrapups.other_rule")}</small>
      ) : (
        dispositions.length > 0 && (
          <Select<string[]>
            mode="multiple"
            aria-label={`${label}: ${t("wrapups.asked_with")}`}
            placeholder={t("wrapups.asked_always")}
            value={asked ?? []}
            onChange={(codes) => change({ visible_if: askWith(codes) })}
            options={dispositions.map((one) => ({ value: one.code, label: pickText(one.name, i18n.language) }))}
          />
        )
      )}
    </fieldset>
  );
}

function Answers({ field, label, onChange }: Pick<Props, "field" | "onChange"> & { label: string }) {
  const { t, i18n } = useTranslation();
  const dictionaries = useDictionaryNames();
  const options = field.options ?? [];
  const put = (next: typeof options) => onChange({ ...field, options: next });
  return (
    <>
      <Select<string>
        allowClear
        aria-label={`${label}: ${t("customerfields.dictionary")}`}
        placeholder={t("wrapups.own_answers")}
        value={field.dictionary ?? undefined}
        options={dictionaries.map((one) => ({ value: one.id, label: pickText(one.name, i18n.language) }))}
        onChange={(chosen?: string) =>
          onChange({
            ...field,
            dictionary: chosen ?? null,
            options: chosen ? [] : [newOption([]), newOption(["answer"])],
          })
        }
      />
      {!field.dictionary &&
        options.map((option, at) => (
          <div key={option.code} className={styles.row}>
            <Names
              label={`${label} ${t("wrapups.answer")} ${at + 1}`}
              zh={option.zh}
              en={option.en}
              onChange={(language, text) =>
                put(options.map((one) => (one === option ? { ...one, [language]: text } : one)))
              }
            />
            <RowTools
              label={`${label} ${t("wrapups.answer")} ${at + 1}`}
              place={at}
              count={options.length}
              onMove={(to) => put(moved(options, at, to))}
              onRemove={() => put(options.filter((one) => one !== option))}
            />
          </div>
        ))}
      {!field.dictionary && (
        <Button
          size="small"
          type="dashed"
          icon={<PlusOutlined />}
          onClick={() => put([...options, newOption(options.map((one) => one.code))])}
        >
          {t("wrapups.add_answer")}
        </Button>
      )}
    </>
  );
}
