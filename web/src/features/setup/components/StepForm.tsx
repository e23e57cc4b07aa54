import { Alert, Button, Form, type FormInstance, Space } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/client";
import { errorText } from "@/shared/errorText";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { done, skipped, useTell } from "../api";
import type { Made, StepName } from "../model";
import { useDraft } from "../useDraft";

interface Props<V extends object> {
  step: StepName;
  form: FormInstance<V>;
  initial: V;
  /** Makes what the step is for; what it made is kept with the set-up. */
  onSave: (values: V) => Promise<Made[]>;
  /** The name of an input for a field that the server names otherwise. */
  fieldOf?: (field: string) => string | (string | number)[];
  children: ReactNode;
}

/** The form of a step: what is typed survives a reload, a refusal stands at its input, and it can be skipped. */
export function StepForm<V extends object>({ step, form, initial, onSave, fieldOf, children }: Props<V>) {
  const { t, i18n } = useTranslation();
  const tell = useTell();
  const fail = useErrorNotice();
  const { draft, keep, forget } = useDraft<V>(step);
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState("");

  async function save(values: V): Promise<void> {
    setSaving(true);
    setError("");
    try {
      const made = await onSave(values);
      forget();
      await tell.mutateAsync(done(step, made));
    } catch (cause) {
      const text = errorText(cause, t, i18n.language);
      const field = cause instanceof ApiError && cause.field ? (fieldOf?.(cause.field) ?? cause.field.split(".")) : "";
      const path = ([] as (string | number)[]).concat(field);
      // A refusal is put at the input that it names, else above the form.
      if (path[0] && form.getFieldInstance(path as never)) form.setFields([{ name: path as never, errors: [text] }]);
      else setError(text);
    } finally {
      setSaving(false);
    }
  }

  return (
    <Form<V>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ ...initial, ...draft }}
      onValuesChange={(_, values) => keep(values)}
      onFinish={(values) => void save(values)}
    >
      {error && <Alert type="error" showIcon title={error} style={{ marginBottom: 16 }} />}
      {children}
      <Space>
        <Button type="primary" htmlType="submit" loading={saving}>
          {t("setup.save")}
        </Button>
        <Button type="text" disabled={saving} onClick={() => tell.mutate(skipped(step), { onError: fail })}>
          {t("setup.skip_step")}
        </Button>
      </Space>
    </Form>
  );
}
