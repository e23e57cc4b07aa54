import { App, Button, Form, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { CallDetail } from "@/api/types";
import { FieldValue } from "@/shared/fields/FieldValue";
import { pickText } from "@/shared/format";
import { Facts } from "@/shared/ui/Facts";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useWrapUp } from "@/shared/wrapUp";
import { useSaveCall } from "../api";

/** What was done in the call: disposition, note, ticket. */
export function CallWork({ call }: { call: CallDetail }) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const asked = useWrapUp(call.queue);
  const filled = asked.fields.filter(({ code }) => call.form[code] !== undefined);
  const save = useSaveCall(call.id);
  const fail = useErrorNotice();
  return (
    <Form
      layout="vertical"
      initialValues={{ disposition: call.disposition || undefined, note: call.note }}
      onFinish={({ disposition, note }: { disposition?: string; note?: string }) =>
        save.mutate(
          { disposition: disposition ?? "", note: note ?? "" },
          { onSuccess: () => void message.success(t("common.saved")), onError: fail },
        )
      }
    >
      {call.ticket_id && (
        <p>
          <Link to={`/documents/${call.ticket_id}`}>{t("calls.ticket_open")}</Link>
        </p>
      )}
      {filled.length > 0 && (
        <Facts
          items={filled.map((field) => ({
            label: pickText(field.label, i18n.language),
            value: <FieldValue field={field} value={call.form[field.code]} />,
          }))}
        />
      )}
      <Form.Item name="disposition" label={t("desk.disposition")}>
        <Select allowClear options={asked.options} />
      </Form.Item>
      <Form.Item name="note" label={t("desk.note")}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} />
      </Form.Item>
      <Button htmlType="submit" loading={save.isPending}>
        {t("common.save")}
      </Button>
    </Form>
  );
}
