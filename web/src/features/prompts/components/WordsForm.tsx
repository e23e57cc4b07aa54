import { App, Button, Form, Input, Space } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useDraft } from "@/shared/draft";
import { DraftFound } from "@/shared/ui/DraftFound";
import { useRefusal } from "@/shared/useRefusal";
import { useChangePrompt } from "../api";
import { isChanged, type PromptDetail, type PromptValues, toChange, valuesOf } from "../model";
import styles from "../prompts.module.css";
import { NameFields, NumberField } from "./PromptFields";
import { SpeakButton } from "./SpeakButton";

const PLACES = { texts: "zh", "texts.zh": "zh", "texts.en": "en", "name.zh": "name_zh", "name.en": "name_en" };

/** Names, number and the words that the voice speaks; the words can be heard before they are saved. */
export function WordsForm({ prompt }: { prompt: PromptDetail }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<PromptValues>();
  const { kept, keep, drop } = useDraft<PromptValues>(`prompt.${prompt.id}`);
  const [found, setFound] = useState(kept !== null);
  const [values, setValues] = useState(() => kept ?? valuesOf(prompt));
  const change = useChangePrompt(prompt.id);
  const refuse = useRefusal(form, PLACES);
  const dirty = isChanged(prompt, values);

  function typed(all: PromptValues): void {
    setValues(all);
    if (isChanged(prompt, all)) keep(all);
    else drop();
  }

  function discard(): void {
    drop();
    setFound(false);
    setValues(valuesOf(prompt));
    form.setFieldsValue(valuesOf(prompt));
  }

  async function save(given: PromptValues): Promise<void> {
    try {
      await change.mutateAsync(toChange(given));
      drop();
      setFound(false);
      void message.success(t("common.saved"));
    } catch (error) {
      refuse(error);
    }
  }

  return (
    <Form
      form={form}
      layout="vertical"
      initialValues={values}
      onValuesChange={(_, all: PromptValues) => typed(all)}
      onFinish={(given) => void save(given)}
    >
      {found && <DraftFound onDrop={discard} />}
      <div className={styles.languages}>
        <NameFields />
        {(["zh", "en"] as const).map((language) => (
          <div key={language}>
            <Form.Item name={language} label={t(`prompts.words.${language}`)} style={{ marginBottom: 8 }}>
              <Input.TextArea maxLength={1000} autoSize={{ minRows: 3, maxRows: 8 }} />
            </Form.Item>
            <SpeakButton language={language} text={values[language] ?? ""} />
          </div>
        ))}
        <NumberField />
      </div>
      <Space style={{ marginBottom: 24 }}>
        <Button type="primary" htmlType="submit" disabled={!dirty} loading={change.isPending}>
          {t("common.save")}
        </Button>
        {dirty && <span>{t("prompts.unsaved")}</span>}
      </Space>
    </Form>
  );
}
