import { Checkbox, Input, InputNumber } from "antd";
import { useTranslation } from "react-i18next";
import { FieldItem } from "@/shared/fields/FieldsForm";
import { Panel } from "@/shared/ui/Panel";
import type { Form } from "../model";
import styles from "../questionnaires.module.css";

interface Props {
  form: Form;
  readOnly: boolean;
  /** Part of the form → what is wrong with it. */
  errors: Partial<Record<"name" | "opening" | "closing", string>>;
  put: (more: Partial<Form>) => void;
}

/** What it is called, what the agent says around the questions, and what a result means. */
export function Basics({ form, readOnly, errors, put }: Props) {
  const { t } = useTranslation();
  const words = (part: "name" | "opening" | "closing", long: boolean) =>
    (["zh", "en"] as const).map((language) => {
      const id = `${part}-${language}`;
      const common = { id, value: form[part][language], maxLength: long ? 2000 : 200 };
      const set = (text: string) => put({ [part]: { ...form[part], [language]: text } });
      return (
        <FieldItem
          key={id}
          id={id}
          label={`${t(`questionnaires.${part}`)} (${t(`settings.in_${language}`)})`}
          required={part === "name"}
          error={errors[part]}
        >
          {long ? (
            <Input.TextArea
              {...common}
              autoSize={{ minRows: 1, maxRows: 6 }}
              onChange={(one) => set(one.target.value)}
            />
          ) : (
            <Input {...common} onChange={(one) => set(one.target.value)} />
          )}
        </FieldItem>
      );
    });
  return (
    <Panel title={t("quality.basics")}>
      <fieldset disabled={readOnly} className={styles.basics}>
        {words("name", false)}
        {words("opening", true)}
        {words("closing", true)}
        <FieldItem id="satisfied" label={t("questionnaires.satisfied")} help={t("questionnaires.satisfied_hint")}>
          <InputNumber<number>
            id="satisfied"
            min={0}
            max={100}
            suffix="%"
            value={form.satisfied}
            changeOnWheel={false}
            onChange={(value) => put({ satisfied: value ?? 0 })}
          />
        </FieldItem>
        <FieldItem id="certify" label={t("questionnaires.certify_short")} help={t("questionnaires.certify_hint")}>
          <Checkbox id="certify" checked={form.certify} onChange={(event) => put({ certify: event.target.checked })}>
            {t("questionnaires.certify")}
          </Checkbox>
        </FieldItem>
      </fieldset>
    </Panel>
  );
}
