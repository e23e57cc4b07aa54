import { Alert, App, Button, Form, Input, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { ApiError } from "@/api/errors";
import type { CallDetail } from "@/api/types";
import { errorText } from "@/shared/errorText";
import type { Values } from "@/shared/fields/definitions";
import { FieldItem, FieldsForm } from "@/shared/fields/FieldsForm";
import { ResultFields } from "@/shared/ui/ResultFields";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useWrapUp, wrapUpField } from "@/shared/wrapUp";
import { useSaveCall } from "../api";

/** What was done in the call: disposition, the queue's own form, note, ticket; to be completed later, too. */
export function CallWork({ call }: { call: CallDetail }) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const asked = useWrapUp(call.queue);
  const save = useSaveCall(call.id);
  const fail = useErrorNotice();
  const [disposition, setDisposition] = useState(call.disposition);
  const [note, setNote] = useState(call.note);
  const [form, setForm] = useState<Values>(call.form);
  const [fields, setFields] = useState(call.disposition_fields);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const known = asked.options.some((one) => one.value === call.disposition) || !call.disposition;
  const options = known ? asked.options : [...asked.options, { value: call.disposition, label: call.disposition }];
  const extras = asked.extras(disposition);

  function send(): void {
    setErrors({});
    const body = {
      disposition,
      note,
      ...(asked.fields.length > 0 && { form: form as never }),
      ...(extras.length > 0 && { fields }),
    };
    save.mutate(body, {
      onSuccess: () => void message.success(t("common.saved")),
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
          onChange={(chosen?: string) => setDisposition(chosen ?? "")}
        />
      </FieldItem>
      <ResultFields
        extras={extras}
        prefix="call-"
        values={fields}
        errors={errors}
        onChange={(name, text) => setFields({ ...fields, [name]: text })}
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
          setForm((now) => ({ ...now, [code]: typeof value === "function" ? value(now[code]) : value }))
        }
      />
      <FieldItem id="call-note" label={t("desk.note")}>
        <Input.TextArea
          id="call-note"
          autoSize={{ minRows: 2, maxRows: 8 }}
          maxLength={4000}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </FieldItem>
      <Button htmlType="submit" loading={save.isPending}>
        {t("common.save")}
      </Button>
    </Form>
  );
}
