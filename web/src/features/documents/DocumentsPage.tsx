import { AppstoreOutlined, PlusOutlined, UnorderedListOutlined } from "@ant-design/icons";
import { Button, Segmented, Select, Space, Tabs } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { TICKET_STATUSES } from "@/api/types";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { ExportMenu } from "@/shared/list/ExportMenu";
import { fieldFilters, parameters } from "@/shared/list/parameters";
import { useAddress } from "@/shared/list/useAddress";
import { useListFilters } from "@/shared/list/useListFilters";
import { PageHead } from "@/shared/ui/PageHead";
import { type ListQuery, useTypeDocument } from "./api";
import { Board } from "./components/Board";
import { DocumentFilters } from "./components/DocumentFilters";
import { DocumentTable } from "./components/DocumentTable";
import styles from "./documents.module.css";
import { LISTS, type ListName, listFields, SORTS } from "./model";

const FILTERS = ["q", "family", "type", "status", "node", "open", "overdue", "handler", "unit", "from", "to"];
/** Orders that are offered where no column's head says them. */
const ORDERS = ["-created_at", "created_at", "due_at", "-updated_at"] as const;

/** 工单处理、业务列表、工单查询: what is mine to do, what I entered, and all that I may see; as a list or as a board. */
export function Component() {
  const { t } = useTranslation();
  const user = useUser();
  const navigate = useNavigate();
  const [params, changeAddress] = useAddress();
  const type = useTypeDocument(params.get("type") ?? undefined);
  const { shown, asked } = listFields(type.data);
  const keys = [...FILTERS, ...asked.map((field) => `field.${field.code}`)];
  const found = useListFilters<string>(keys);
  const filters = { ...found, clear: () => found.set(Object.fromEntries(keys.map((key) => [key, undefined]))) };
  const list = LISTS.find((one) => one === params.get("list")) ?? "todo";
  const view = params.get("view") === "board" ? "board" : "list";
  const sort = params.get("sort") ?? "-created_at";
  const { values } = filters;
  const flag = (name: string) => (values[name] === undefined ? undefined : values[name] === "true");
  const query: ListQuery = {
    list,
    q: values.q,
    family: values.family,
    type: values.type,
    status: TICKET_STATUSES.find((one) => one === values.status),
    node: values.node,
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

  const show = (change: Record<string, string | undefined>) =>
    changeAddress((next) => {
      for (const [key, value] of Object.entries(change))
        if (value === undefined) next.delete(key);
        else next.set(key, value);
      next.delete("page");
    });
  const teach = t(`documents.teach.${list}`);

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
      <div className={styles.lists}>
        <Tabs
          activeKey={list}
          onChange={(key) => show({ list: key })}
          items={LISTS.map((one: ListName) => ({ key: one, label: t(`documents.list.${one}`) }))}
        />
        <Space className={styles.views}>
          {view === "board" && (
            <Select
              style={{ width: 170 }}
              aria-label={t("documents.board.order")}
              value={ORDERS.find((one) => one === sort)}
              placeholder={t("documents.board.order")}
              onChange={(next: string) => show({ sort: next })}
              options={ORDERS.map((value) => ({ value, label: t(`documents.board.by.${value}`) }))}
            />
          )}
          <Segmented
            aria-label={t("documents.board.view")}
            value={view}
            onChange={(next) => show({ view: next === "board" ? next : undefined })}
            options={[
              { value: "list", label: t("documents.board.list"), icon: <UnorderedListOutlined /> },
              { value: "board", label: t("documents.board.board"), icon: <AppstoreOutlined /> },
            ]}
          />
        </Space>
      </div>
      <DocumentFilters filters={filters} type={type.data} fields={asked} />
      {view === "board" ? (
        <Board
          query={query}
          filters={filters}
          teach={teach}
          fields={shown}
          onColumn={(column) => show({ view: undefined, [column.kind]: column.code })}
        />
      ) : (
        <DocumentTable
          key={list}
          query={query}
          filters={filters}
          teach={teach}
          fields={shown}
          onSort={(next) => show({ sort: next })}
        />
      )}
    </>
  );
}
