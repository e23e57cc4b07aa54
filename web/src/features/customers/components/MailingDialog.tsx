import { Alert, App, Input, Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTemplates } from "@/features/templates/api";
import { apiLanguage, LANGUAGES, type UiLanguage } from "@/i18n";
import { errorText } from "@/shared/errorText";
import { FieldItem } from "@/shared/fields/FieldsForm";
import { pickText } from "@/shared/format";
import { Facts } from "@/shared/ui/Facts";
import { useSettled } from "@/shared/useSettled";
import { type MailingBody, type Selection, useMailingPreview, useStartMailing } from "../listing";

interface Props {
  selection: Selection;
  onClose: () => void;
  onStarted: () => void;
}

/** Filled in for each customer, not by hand. */
const OWN = ["customer", "company"];
const TYPING_MS = 350;

/** A text message to many: the template, its values, how many get it, why others do not, and what the first one reads. */
export function MailingDialog({ selection, onClose, onStarted }: Props) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const templates = (useTemplates().data ?? []).filter((one) => Object.keys(one.sms ?? {}).length > 0);
  const [code, setCode] = useState<string | null>(null);
  const [language, setLanguage] = useState(apiLanguage(i18n.language as UiLanguage));
  const [values, setValues] = useState<Record<string, string>>({});
  const start = useStartMailing();
  const template = templates.find((one) => one.code === code);
  const variables = (template?.variables ?? []).filter((one) => !OWN.includes(one.name));
  const complete = variables.every((one) => values[one.name]?.trim());
  const body: MailingBody | null = code === null || !complete ? null : { selection, template: code, language, values };
  const asked = useSettled(JSON.stringify(body), TYPING_MS);
  const preview = useMailingPreview(JSON.parse(asked) as MailingBody | null);
  const found = preview.error || body === null ? undefined : preview.data;
  const current = asked === JSON.stringify(body) && !preview.isFetching;

  function go(): void {
    if (body === null || found === undefined) return;
    start.mutate(
      { ...body, language, values, expected: found.recipients },
      {
        onSuccess: () => {
          void message.success(t("customerlist.started", { count: found.recipients }));
          onStarted();
        },
      },
    );
  }

  const error = preview.error ?? start.error;
  return (
    <Modal
      open
      title={t("customerlist.write")}
      width={640}
      okText={t("customerlist.send", { count: found?.recipients ?? 0 })}
      okButtonProps={{ disabled: !current || !found?.recipients, loading: start.isPending }}
      onOk={go}
      onCancel={onClose}
    >
      <FieldItem id="mailing-template" label={t("customerlist.template")} required>
        <Select<string>
          id="mailing-template"
          value={code ?? undefined}
          onChange={(chosen) => {
            setCode(chosen);
            setValues({});
            start.reset();
          }}
          options={templates.map((one) => ({ value: one.code, label: pickText(one.name, i18n.language) || one.code }))}
        />
      </FieldItem>
      <FieldItem id="mailing-language" label={t("customerlist.language")}>
        <Select
          id="mailing-language"
          value={language}
          onChange={setLanguage}
          options={LANGUAGES.map((one) => ({
            value: apiLanguage(one),
            label: t(`words.language.${apiLanguage(one)}`),
          }))}
        />
      </FieldItem>
      {variables.map((one) => (
        <FieldItem
          key={one.name}
          id={`mailing-${one.name}`}
          required
          label={pickText({ zh: one.zh ?? "", en: one.en ?? "" }, i18n.language) || one.name}
        >
          <Input
            id={`mailing-${one.name}`}
            maxLength={300}
            placeholder={one.example}
            value={values[one.name] ?? ""}
            onChange={(event) => {
              start.reset();
              setValues({ ...values, [one.name]: event.target.value });
            }}
          />
        </FieldItem>
      ))}
      {error && <Alert type="error" showIcon title={errorText(error, t, i18n.language)} />}
      {found && (
        <div aria-live="polite">
          <Facts
            items={[
              { label: t("customerlist.selected"), value: found.selected },
              { label: t("customerlist.recipients"), value: <strong>{found.recipients}</strong> },
              { label: t("customerlist.no_mobile"), value: found.no_mobile },
              { label: t("customerlist.same_number"), value: found.same_number },
              { label: t("customerlist.opted_out"), value: found.opted_out },
              { label: t("customerlist.erased"), value: found.erased },
            ]}
          />
          {found.example && <Alert type="info" title={t("customerlist.example")} description={found.example} />}
        </div>
      )}
    </Modal>
  );
}
