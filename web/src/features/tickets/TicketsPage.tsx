import { PlusOutlined } from "@ant-design/icons";
import { Button, Checkbox, Drawer, Input, Select, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { instant } from "@/api/clock";
import { TICKET_STATUSES, type Ticket } from "@/api/types";
import { ticketColour, ticketStatus } from "@/shared/codeWords";
import { useDictionary } from "@/shared/dictionaries";
import { usePerson } from "@/shared/directory";
import { formatDateTime } from "@/shared/format";
import { DataTable } from "@/shared/list/DataTable";
import { useListFilters } from "@/shared/list/useListFilters";
import { PageHead } from "@/shared/ui/PageHead";
import pageStyles from "@/shared/ui/page.module.css";
import { useTickets } from "./api";
import { NewTicketForm } from "./components/NewTicketForm";

export function Component() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const person = usePerson();
  const types = useDictionary("ticket_type");
  const filters = useListFilters(["q", "status", "type", "mine"]);
  const { q, status, type, mine } = filters.values;
  const query = useTickets({
    q,
    status: TICKET_STATUSES.find((known) => known === status),
    type,
    mine: mine === "true" ? true : undefined,
    page: filters.page,
    page_size: filters.pageSize,
  });
  const [adding, setAdding] = useState(false);

  return (
    <>
      <PageHead
        title={t("frame.tickets")}
        actions={
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
            {t("tickets.new")}
          </Button>
        }
      />
      <search className={pageStyles.filters}>
        <Input.Search
          style={{ width: 260 }}
          defaultValue={q}
          allowClear
          placeholder={t("tickets.search")}
          aria-label={t("tickets.search")}
          onSearch={(value) => filters.set({ q: value })}
        />
        <Select
          style={{ width: 140 }}
          allowClear
          value={status}
          placeholder={t("tickets.status")}
          aria-label={t("tickets.status")}
          onChange={(value?: string) => filters.set({ status: value })}
          options={TICKET_STATUSES.map((value) => ({ value, label: ticketStatus(value, t) }))}
        />
        <Select
          style={{ width: 140 }}
          allowClear
          value={type}
          placeholder={t("tickets.type")}
          aria-label={t("tickets.type")}
          onChange={(value?: string) => filters.set({ type: value })}
          options={types.options}
        />
        <Checkbox
          checked={mine === "true"}
          onChange={(event) => filters.set({ mine: event.target.checked ? "true" : undefined })}
          style={{ alignSelf: "center" }}
        >
          {t("tickets.mine")}
        </Checkbox>
      </search>
      <DataTable<Ticket>
        query={query}
        filters={filters}
        teach={t("tickets.teach")}
        columns={[
          { title: t("tickets.number"), render: (_, row) => <Link to={`/tickets/${row.id}`}>{row.number}</Link> },
          { title: t("tickets.type"), render: (_, row) => types.nameOf(row.type) },
          { title: t("tickets.title"), dataIndex: "title", ellipsis: true },
          {
            title: t("tickets.status"),
            render: (_, row) => <Tag color={ticketColour(row.status)}>{ticketStatus(row.status, t)}</Tag>,
          },
          {
            title: t("tickets.customer"),
            render: (_, row) =>
              row.customer_id && <Link to={`/customers/${row.customer_id}`}>{row.customer_name || row.phone}</Link>,
          },
          { title: t("tickets.assignee"), render: (_, row) => person(row.assignee_id) },
          { title: t("tickets.updated"), render: (_, row) => formatDateTime(instant(row.updated_at), i18n.language) },
        ]}
      />
      <Drawer title={t("tickets.new")} open={adding} onClose={() => setAdding(false)} size={520} destroyOnHidden>
        <NewTicketForm onSaved={(id) => void navigate(`/tickets/${id}`)} />
      </Drawer>
    </>
  );
}
