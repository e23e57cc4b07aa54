import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { instant } from "@/api/clock";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { CallableNumber } from "@/features/desk/components/CallableNumber";
import { ticketColour, ticketStatus } from "@/shared/codeWords";
import { usePerson } from "@/shared/directory";
import type { FieldDefinition } from "@/shared/fields/definitions";
import { FieldValue } from "@/shared/fields/FieldValue";
import { formatDateTime, pickText } from "@/shared/format";
import { DataTable } from "@/shared/list/DataTable";
import { useChosen } from "@/shared/list/useChosen";
import type { ListFilters } from "@/shared/list/useListFilters";
import { useNumber } from "@/shared/number";
import { type ListQuery, useDocuments } from "../api";
import styles from "../documents.module.css";
import type { SORTS } from "../model";
import type { DocumentRow } from "../types";
import { BulkBar } from "./BulkBar";

interface Props {
  query: ListQuery;
  filters: ListFilters<string>;
  teach: string;
  /** Fields of the chosen type that have a column. */
  fields: readonly FieldDefinition[];
  onSort: (sort: string) => void;
}

/** Documents as rows, with what can be done with many. */
export function DocumentTable({ query, filters, teach, fields, onSort }: Props) {
  const { t, i18n } = useTranslation();
  const user = useUser();
  const person = usePerson();
  const number = useNumber();
  const documents = useDocuments({ ...query, page: filters.page, page_size: filters.pageSize });
  const { chosen, keep, rowSelection } = useChosen(documents.data?.items, (row) => row.number);
  const { sort } = query;
  const order = (column: (typeof SORTS)[number]) => ({
    key: column,
    sorter: true,
    sortOrder: sort === column ? ("ascend" as const) : sort === `-${column}` ? ("descend" as const) : null,
  });
  const at = (value: string | null) => formatDateTime(instant(value), i18n.language).slice(0, -3);

  return (
    <>
      {chosen.length > 0 && <BulkBar rows={chosen} manages={mayDo(user, "documents.manage")} onDone={() => keep()} />}
      <div className={styles.wide}>
        <DataTable<DocumentRow>
          name="documents"
          query={documents}
          filters={filters}
          teach={teach}
          rowSelection={mayDo(user, "documents.write") ? rowSelection : undefined}
          onChange={(_page, _filters, sorter, { action }) => {
            if (action !== "sort") return;
            const one = Array.isArray(sorter) ? sorter[0] : sorter;
            const next = one?.order ? `${one.order === "descend" ? "-" : ""}${String(one.columnKey)}` : "-created_at";
            if (next === sort) return;
            keep();
            onSort(next);
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
            ...fields.map((field) => ({
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
