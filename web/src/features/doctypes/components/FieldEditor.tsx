import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Checkbox, Input, InputNumber } from "antd";
import { useTranslation } from "react-i18next";
import { ConditionEditor } from "@/shared/fields/ConditionEditor";
import type { FieldDefinition, FieldOption } from "@/shared/fields/definitions";
import { freeCode } from "@/shared/freeCode";
import type { Names } from "../api";
import styles from "../doctypes.module.css";
import { setField } from "../form";
import { fieldsOf, findingsAt, placesOfField } from "../model";
import type { TypeEditor } from "../useType";
import { Choice, Item, Many, useOptions, WordsInput, Wrong } from "./inputs";

interface Props {
  editor: TypeEditor;
  names: Names;
  field: FieldDefinition;
  onRemove: () => void;
}

const SHOWN = ["list", "card", "pop"] as const;

/** Everything about one field. */
export function FieldEditor({ editor, names, field, onRemove }: Props) {
  const { t } = useTranslation();
  const { document: type, edit } = editor;
  const options = useOptions(type, names);
  const set = (change: Partial<FieldDefinition>) =>
    edit((now) => setField(now, field.code, change), `field.${field.code}`);
  const others = fieldsOf(type).filter((one) => one.code !== field.code);
  const choosing = field.kind === "choice" || field.kind === "choices";
  const numeric = field.kind === "number" || field.kind === "money";
  return (
    <div className={styles.stack}>
      <header className={styles.bar}>
        <h3>{t(`doctypes.kind.${field.kind}`)}</h3>
        <Button
          size="small"
          danger
          icon={<DeleteOutlined />}
          onClick={onRemove}
          aria-label={t("doctypes.field_remove")}
          title={t("doctypes.field_remove")}
        />
      </header>
      <Wrong findings={findingsAt(editor.findings, ...placesOfField(type, field.code))} />
      <WordsInput label={t("doctypes.label")} value={field.label} onChange={(label) => set({ label })} />
      <Checkbox
        checked={field.required === true}
        onChange={(event) => set({ required: event.target.checked || undefined })}
      >
        {t("doctypes.required")}
      </Checkbox>
      {choosing && (
        <>
          <Choice
            label={t("doctypes.dictionary")}
            value={field.dictionary}
            clear
            hint={t("doctypes.own_options")}
            options={options.named("dictionary")}
            onChange={(dictionary) =>
              set(dictionary ? { dictionary, options: undefined } : { dictionary: undefined, options: [] })
            }
          />
          {!field.dictionary && <OptionList value={field.options ?? []} onChange={(list) => set({ options: list })} />}
        </>
      )}
      {numeric && (
        <Item label={t("doctypes.bounds")}>
          <div className={styles.bar}>
            <InputNumber
              aria-label={t("doctypes.min")}
              placeholder={t("doctypes.min")}
              value={field.min as number | null | undefined}
              onChange={(min) => set({ min: min ?? undefined })}
            />
            <InputNumber
              aria-label={t("doctypes.max")}
              placeholder={t("doctypes.max")}
              value={field.max as number | null | undefined}
              onChange={(max) => set({ max: max ?? undefined })}
            />
          </div>
        </Item>
      )}
      {(field.kind === "text" || field.kind === "long_text") && (
        <Item label={t("doctypes.max_length")}>
          <InputNumber
            aria-label={t("doctypes.max_length")}
            min={1}
            precision={0}
            value={field.max_length ?? null}
            onChange={(length) => set({ max_length: length ?? undefined })}
          />
        </Item>
      )}
      <ConditionEditor
        label={t("doctypes.visible_if")}
        value={field.visible_if}
        fields={others}
        onChange={(condition) => set({ visible_if: condition })}
      />
      <ConditionEditor
        label={t("doctypes.required_if")}
        value={field.required_if}
        fields={others}
        onChange={(condition) => set({ required_if: condition })}
      />
      <Many
        label={t("doctypes.show")}
        value={field.show ?? ["card"]}
        options={SHOWN.map((place) => ({ value: place, label: t(`doctypes.show_in.${place}`) }))}
        onChange={(show) => set({ show })}
      />
      <WordsInput
        label={t("doctypes.help")}
        value={field.help}
        onChange={(help) => set({ help: help.zh || help.en ? help : undefined })}
      />
    </div>
  );
}

function OptionList({ value, onChange }: { value: FieldOption[]; onChange: (options: FieldOption[]) => void }) {
  const { t } = useTranslation();
  const set = (index: number, change: Partial<FieldOption>) =>
    onChange(value.map((one, other) => (other === index ? { ...one, ...change } : one)));
  return (
    <fieldset className={styles.condition}>
      <legend>{t("doctypes.options")}</legend>
      {value.map((one, index) => (
        <div key={one.code} className={styles.option}>
          <Input
            aria-label={t("doctypes.option_zh", { number: index + 1 })}
            placeholder={t("doctypes.in_zh")}
            value={one.zh}
            onChange={(event) => set(index, { zh: event.target.value })}
          />
          <Input
            aria-label={t("doctypes.option_en", { number: index + 1 })}
            placeholder={t("doctypes.in_en")}
            value={one.en}
            onChange={(event) => set(index, { en: event.target.value })}
          />
          <Button
            type="text"
            size="small"
            icon={<DeleteOutlined />}
            aria-label={t("doctypes.remove")}
            onClick={() => onChange(value.filter((_, other) => other !== index))}
          />
        </div>
      ))}
      <Button
        size="small"
        icon={<PlusOutlined />}
        onClick={() =>
          onChange([
            ...value,
            {
              code: freeCode(
                "option",
                value.map((one) => one.code),
              ),
              zh: "",
              en: "",
            },
          ])
        }
      >
        {t("doctypes.option_add")}
      </Button>
    </fieldset>
  );
}
