import { Button, Form, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { TicketInput } from "@/api/types";
import { useDictionary } from "@/shared/dictionaries";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useCreateTicket } from "../api";

export function NewTicketForm({ onSaved }: { onSaved: (id: string) => void }) {
  const { t } = useTranslation();
  const types = useDictionary("ticket_type");
  const create = useCreateTicket();
  const fail = useErrorNotice();
  return (
    <Form<TicketInput>
      layout="vertical"
      onFinish={(values) => create.mutate(values, { onSuccess: (ticket) => onSaved(ticket.id), onError: fail })}
    >
      <Form.Item name="type" label={t("tickets.type")} rules={[{ required: true, message: t("tickets.type_missing") }]}>
        <Select options={types.options} placeholder={t("tickets.type_choose")} />
      </Form.Item>
      <Form.Item
        name="title"
        label={t("tickets.title")}
        rules={[{ required: true, message: t("tickets.title_missing") }]}
      >
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="phone" label={t("tickets.phone")}>
        <Input maxLength={64} inputMode="tel" />
      </Form.Item>
      <Form.Item name="content" label={t("tickets.content")}>
        <Input.TextArea autoSize={{ minRows: 4, maxRows: 14 }} maxLength={20_000} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={create.isPending}>
        {t("tickets.create")}
      </Button>
    </Form>
  );
}
