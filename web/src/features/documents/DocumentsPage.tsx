import { PlusOutlined } from "@ant-design/icons";
import { Button, Tabs, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { instant } from "@/api/clock";
import { TICKET_STATUSES } from "@/api/types";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { CallableNumber } from "@/features/desk/components/CallableNumber";
import { ticketColour, ticketStatus } from "@/shared/codeWords";
import { usePerson } from "@/shared/directory";
import { FieldValue } from "@/shared/fields/FieldValue";
import { formatDateTime, pickText } from "@/shared/format";
import { DataTable } from "@/shared/list/DataTable";
import { ExportMenu } from "@/shared/list/ExportMenu";
import { fieldFilters, parameters } from "@/shared/list/parameters";
import { useAddress } from "@/shared/list/useAddress";
import { useListFilters } from "@/shared/list/useListFilters";
import { useNumber } from "@/shared/number";
import { PageHead } from "@/shared/ui/PageHead";
import { type ListQuery, useDocuments, useTypeDocument } from "./api";
import { BulkBar } from "./components/BulkBar";
import { DocumentFilters } from "./components/DocumentFilters";
import styles from "./documents.module.css";
import { LISTS, type ListName, listFields } from "./model";
import type { DocumentRow } from "./types";

const FILTERS = ["q", "family", "type", "status", "open", "overdue", "handler", "unit", "from", "to"];
const SORTS = ["created_at", "updated_at", "due_at", "number"] as const;

/** 工单处理、业务列表、工单查询: what is mine to do, what I entered, and all that I may see. */
export function Component() {
  const { t, i18n } = useTranslation();
  const user = useUser();
  const person = usePerson();
  const number = useNumber();
  const navigate = useNavigate();
  const [params, changeAddress] = useAddress();
  const type = useTypeDocument(params.get("type") ?? undefined);
  const { shown, asked } = listFields(type.data);
  const keys = [...FILTERS, ...asked.map((field) => `field.${field.code}`)];
  const found = useListFilters<string>(keys);
  const filters = { ...found, clear: () => found.set(Object.fromEntries(keys.map((key) => [key, undefined]))) };
  const list = LISTS.find((one) => one === params.get("list")) ?? "todo";
  const sort = params.get("sort") ?? "-created_at";
  const [chosen, setChosen] = useState<readonly DocumentRow[]>([]);
  const { values } = filters;
  const flag = (name: string) => (values[name] === undefined ? undefined : values[name] === "true");
  const query: ListQuery = {
    list,
    q: values.q,
    family: values.family,
    type: values.type,
    status: TICKET_STATUSES.find((one) => one === values.status),
    open: flag("open"),
    overdue: flag("overdue"),
    handler: values.handler,
    unit: values.unit,
    from: values.from,
    to: values.to,
    sort: SORTS.flatMap((one) => [one, `-${one}` as const]).find((one) => one === sort) ?? "-created_at",
    field: fieldFilters(
      asked.map((one) => one.code),
      values,
    ),
  };
  const documents = useDocuments({ ...query, page: filters.page, page_size: filters.pageSize });

  const show = (change: Record<string, string>) => {
    setChosen([]);
    changeAddress((next) => {
      for (const [key, value] of Object.entries(change)) next.set(key, value);
      next.delete("page");
    });
  };
  const order = (column: (typeof SORTS)[number]) => ({
    key: column,
    sorter: true,
    sortOrder: sort === column ? ("ascend" as const) : sort === `-${column}` ? ("descend" as const) : null,
  });
  const at = (value: string | null) => formatDateTime(instant(value), i18n.language).slice(0, -3);

  return (
    <>
      <PageHead
        title={t("documents.title")}
        actions={
          <>
            {mayDo(user, "tickets.export") && (
              <ExportMenu path="/exports/documents" name="documents" query={parameters(query)} />
            )}
            {mayDo(user, "documents.write") && (
              <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate("/documents/new")}>
                {t("documents.new")}
              </Button>
            )}
          </>
        }
      />
      <Tabs
        activeKey={list}
        onChange={(key) => show({ list: key })}
        items={LISTS.map((one: ListName) => ({ key: one, label: t(`documents.list.${one}`) }))}
      />
      <DocumentFilters filters={filters} fields={asked} />
      {chosen.length > 0 && (
        <BulkBar rows={chosen} manages={mayDo(user, "documents.manage")} onDone={() => setChosen([])} />
      )}
      <div className={styles.wide}>
        <DataTable<DocumentRow>
          name="documents"
          query={documents}
          filters={filters}
          teach={t(`documents.teach.${list}`)}
          rowSelection={
            mayDo(user, "documents.write")
              ? {
                  selectedRowKeys: chosen.map((row) => row.id),
                  onChange: (_, rows) => setChosen(rows),
                  getCheckboxProps: (row) => ({ "aria-label": row.number }),
                }
              : undefined
          }
          onChange={(_page, _filters, sorter, { action }) => {
            if (action !== "sort") return;
            const one = Array.isArray(sorter) ? sorter[0] : sorter;
            const next = one?.order ? `${one.order === "descend" ? "-" : ""}${String(one.columnKey)}` : "-created_at";
            if (next !== sort) show({ sort: next });
          }}
          columns={[
            {
              ...order("number"),
              title: t("documents.number"),
              render: (_, row) => <Link to={`/documents/${row.id}`}>{row.number}</Link>,
            },
            { key: "type", title: t("documents.type"), render: (_, row) => pickText(row.type_name, i18n.language) },
            {
              key: "title",
              title: t("documents.column.title"),
              render: (_, row) => <div style={{ maxWidth: 260, whiteSpace: "normal" }}>{row.title}</div>,
            },
            {
              key: "status",
              title: t("documents.status"),
              render: (_, row) => (
                <>
                  <Tag color={ticketColour(row.status)}>{ticketStatus(row.status, t)}</Tag>
                  {row.urged > 0 && <Tag color="orange">{t("documents.urged", { count: row.urged })}</Tag>}
                  {row.supervised_by && <Tag color="purple">{t("documents.supervised")}</Tag>}
                </>
              ),
            },
            {
              key: "customer",
              title: t("documents.column.customer_id"),
              render: (_, row) =>
                row.customer_id ? (
                  <CallableNumber number={row.phone}>
                    <Link to={`/customers/${row.customer_id}`}>{row.customer_name || number(row.phone)}</Link>
                  </CallableNumber>
                ) : (
                  <CallableNumber number={row.phone} />
                ),
            },
            {
              key: "handler",
              title: t("documents.handler"),
              render: (_, row) => person(row.assignee_id) || t("documents.nobody"),
            },
            ...shown.map((field) => ({
              key: `own-${field.code}`,
              title: pickText(field.label, i18n.language),
              render: (_: unknown, row: DocumentRow) => <FieldValue field={field} value={row.fields[field.code]} />,
            })),
            {
              ...order("due_at"),
              title: t("documents.due_at"),
              render: (_, row) => (
                <span className={row.overdue ? styles.late : undefined}>
                  {at(row.due_at)} {row.overdue && t("documents.overdue")}
                </span>
              ),
            },
            { ...order("created_at"), title: t("documents.entered"), render: (_, row) => at(row.created_at) },
            { ...order("updated_at"), title: t("documents.updated"), render: (_, row) => at(row.updated_at) },
          ]}
        />
      </div>
    </>
  );
}
