import { Alert, App, Button, Form, Input, Select } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { ApiError } from "@/api/errors";
import type { CallDetail } from "@/api/types";
import { useDraft } from "@/shared/draft";
import { errorText } from "@/shared/errorText";
import type { Values } from "@/shared/fields/definitions";
import { FieldItem, FieldsForm } from "@/shared/fields/FieldsForm";
import { DraftFound } from "@/shared/ui/DraftFound";
import { ResultFields } from "@/shared/ui/ResultFields";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useWrapUp, wrapUpField } from "@/shared/wrapUp";
import { useSaveCall } from "../api";

interface Summary extends Pick<CallDetail, "disposition" | "note"> {
  form: Values;
  fields: CallDetail["disposition_fields"];
}

const summaryOf = ({ disposition, note, form, disposition_fields: fields }: CallDetail): Summary => ({
  disposition,
  note,
  form,
  fields,
});

/** What was done in the call: disposition, the queue's own form, note, ticket; to be completed later, too. */
export function CallWork({ call }: { call: CallDetail }) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const asked = useWrapUp(call.queue);
  const save = useSaveCall(call.id);
  const fail = useErrorNotice();
  // Like what is typed at the desk, it does not stay at a workstation that he has left.
  const draft = useDraft<Summary>(`desk.summary.${call.id}`);
  const [found, setFound] = useState(draft.kept !== null);
  const [typed, setTyped] = useState(draft.kept);
  const { disposition, note, form, fields } = typed ?? summaryOf(call);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const known = asked.options.some((one) => one.value === call.disposition) || !call.disposition;
  const options = known ? asked.options : [...asked.options, { value: call.disposition, label: call.disposition }];
  const extras = asked.extras(disposition);

  function change(make: (before: Summary) => Partial<Summary>): void {
    setTyped((before) => {
      const now = before ?? summaryOf(call);
      return { ...now, ...make(now) };
    });
  }

  const { keep, drop } = draft;
  useEffect(() => {
    if (typed) keep(typed);
    else drop();
  }, [typed, keep, drop]);

  function discard(): void {
    setFound(false);
    setTyped(null);
  }

  function send(): void {
    setErrors({});
    const body = {
      disposition,
      note,
      ...(asked.fields.length > 0 && { form: form as never }),
      ...(extras.length > 0 && { fields }),
    };
    save.mutate(body, {
      onSuccess: () => {
        setFound(false);
        setTyped((now) => (now === typed ? null : now));
        void message.success(t("common.saved"));
      },
      onError: (error) => {
        const field = error instanceof ApiError ? wrapUpField(error.field) : null;
        if (field === null) fail(error);
        else setErrors({ [field]: errorText(error, t, i18n.language) });
      },
    });
  }

  return (
    <Form layout="vertical" onFinish={send}>
      {call.wrap_up_state === "missing" && (
        <Alert type="warning" showIcon title={t("calls.wrap_up_missing")} style={{ marginBottom: 12 }} />
      )}
      {found && <DraftFound onDrop={discard} />}
      {call.ticket_id && (
        <p>
          <Link to={`/documents/${call.ticket_id}`}>{t("calls.ticket_open")}</Link>
        </p>
      )}
      <FieldItem
        id="call-disposition"
        label={t("desk.disposition")}
        required={asked.required}
        error={errors.disposition}
      >
        <Select<string>
          id="call-disposition"
          allowClear
          value={disposition || undefined}
          options={options}
          onChange={(chosen?: string) => change(() => ({ disposition: chosen ?? "" }))}
        />
      </FieldItem>
      <ResultFields
        extras={extras}
        prefix="call-"
        values={fields}
        errors={errors}
        onChange={(name, text) => change((now) => ({ fields: { ...now.fields, [name]: text } }))}
      />
      <FieldsForm
        compact
        prefix="call-"
        sections={[{ code: "wrap_up", name: {}, fields: asked.fields }]}
        values={form}
        around={{ disposition }}
        editable="all"
        errors={errors}
        onChange={(code, value) =>
          change((now) => ({
            form: { ...now.form, [code]: typeof value === "function" ? value(now.form[code]) : value },
          }))
        }
      />
      <FieldItem id="call-note" label={t("desk.note")}>
        <Input.TextArea
          id="call-note"
          autoSize={{ minRows: 2, maxRows: 8 }}
          maxLength={4000}
          value={note}
          onChange={(event) => change(() => ({ note: event.target.value }))}
        />
      </FieldItem>
      <Button htmlType="submit" loading={save.isPending}>
        {t("common.save")}
      </Button>
    </Form>
  );
}
