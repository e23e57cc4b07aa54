import { App, Button, Form, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { CallDetail } from "@/api/types";
import { useDictionary } from "@/shared/dictionaries";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useSaveCall } from "../api";

/** What was done in the call: disposition, note, ticket. */
export function CallWork({ call }: { call: CallDetail }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const dispositions = useDictionary("disposition");
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
      <Form.Item name="disposition" label={t("desk.disposition")}>
        <Select allowClear options={dispositions.options} />
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
