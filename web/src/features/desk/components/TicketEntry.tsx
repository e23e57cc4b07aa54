import { Button, Form, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useCreateTicket } from "@/features/tickets/api";
import { useDictionary } from "@/shared/dictionaries";
import { isDiallable } from "@/shared/number";
import { Panel } from "@/shared/ui/Panel";
import { useErrorNotice } from "@/shared/useErrorNotice";
import type { Work } from "../work";

/** A ticket beside the call; what is typed stays until it is saved. */
export function TicketEntry({ work }: { work: Work }) {
  const { t } = useTranslation();
  const types = useDictionary("ticket_type");
  const create = useCreateTicket();
  const fail = useErrorNotice();
  const { draft, change } = work;
  const complete = draft.ticketType !== "" && draft.ticketTitle.trim() !== "";

  function save(): void {
    create.mutate(
      {
        type: draft.ticketType,
        title: draft.ticketTitle.trim(),
        content: draft.ticketContent,
        customer_id: draft.customer ?? work.subject.customer,
        phone: isDiallable(work.subject.number) ? work.subject.number : "",
        call_id: work.call,
      },
      {
        onSuccess: (ticket) =>
          change({ ticket: ticket.id, ticketType: "", ticketTitle: "", ticketContent: "", saved: false }),
        onError: fail,
      },
    );
  }

  return (
    <Panel title={t("desk.ticket_entry")}>
      {draft.ticket && create.data && (
        <p>
          {t("desk.ticket_made")} <Link to={`/tickets/${create.data.id}`}>{create.data.number}</Link>
        </p>
      )}
      <Form layout="vertical" onFinish={save}>
        <Form.Item label={t("tickets.type")}>
          <Select
            value={draft.ticketType || undefined}
            onChange={(value: string) => change({ ticketType: value })}
            options={types.options}
            placeholder={t("tickets.type_choose")}
            aria-label={t("tickets.type")}
          />
        </Form.Item>
        <Form.Item label={t("tickets.title")}>
          <Input
            value={draft.ticketTitle}
            onChange={(event) => change({ ticketTitle: event.target.value })}
            maxLength={200}
            aria-label={t("tickets.title")}
          />
        </Form.Item>
        <Form.Item label={t("tickets.content")}>
          <Input.TextArea
            value={draft.ticketContent}
            onChange={(event) => change({ ticketContent: event.target.value })}
            autoSize={{ minRows: 3, maxRows: 10 }}
            aria-label={t("tickets.content")}
          />
        </Form.Item>
        <Button htmlType="submit" disabled={!complete} loading={create.isPending}>
          {t("desk.ticket_save")}
        </Button>
      </Form>
    </Panel>
  );
}
