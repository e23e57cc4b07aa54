import { PlusOutlined } from "@ant-design/icons";
import { Button, Popconfirm, Progress, Space, Switch } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { instant } from "@/api/clock";
import { usePerson } from "@/shared/directory";
import { formatDateTime } from "@/shared/format";
import { DataTable } from "@/shared/list/DataTable";
import { useListFilters } from "@/shared/list/useListFilters";
import { PageHead } from "@/shared/ui/PageHead";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useCallLists, useChangeList, useDeleteList } from "./api";
import { ListDialog } from "./components/ListDialog";
import { type CallList, share } from "./model";

/** Lists of numbers that agents are to call, with how far each is. */
export function Component() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const notice = useErrorNotice();
  const person = usePerson();
  const filters = useListFilters([] as const);
  const lists = useCallLists({ page: filters.page, page_size: filters.pageSize });
  const change = useChangeList();
  const remove = useDeleteList();
  const [edited, setEdited] = useState<CallList | "new" | null>(null);
  return (
    <>
      <PageHead
        title={t("calllists.title")}
        detail={t("calllists.detail")}
        actions={
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited("new")}>
            {t("calllists.new")}
          </Button>
        }
      />
      <DataTable<CallList>
        query={lists}
        filters={filters}
        teach={t("calllists.teach")}
        columns={[
          { title: t("calllists.name"), render: (_, row) => <Link to={`/call-lists/${row.id}`}>{row.name}</Link> },
          { title: t("calllists.total"), dataIndex: "total", align: "end", className: "figure" },
          { title: t("calllists.allocated"), dataIndex: "allocated", align: "end", className: "figure" },
          {
            title: t("calllists.done"),
            width: 200,
            render: (_, row) => (
              <Progress
                percent={share(row.done ?? 0, row.total ?? 0)}
                size="small"
                aria-label={t("calllists.progress", { done: row.done, total: row.total })}
              />
            ),
          },
          {
            title: t("calllists.open_for_agents"),
            render: (_, row) => (
              <Switch
                size="small"
                checked={!row.closed}
                aria-label={`${t("calllists.open_for_agents")}: ${row.name}`}
                onChange={(open) =>
                  change.mutate({ id: row.id, closed: !open, version: row.version }, { onError: notice })
                }
              />
            ),
          },
          { title: t("calllists.note"), dataIndex: "note", ellipsis: true },
          {
            title: t("calllists.made"),
            render: (_, row) =>
              [formatDateTime(instant(row.created_at), i18n.language), person(row.created_by)]
                .filter(Boolean)
                .join(" · "),
          },
          {
            title: t("common.actions"),
            render: (_, row) => (
              <Space size={4}>
                <Button size="small" onClick={() => setEdited(row)}>
                  {t("common.edit")}
                </Button>
                <Popconfirm
                  title={t("calllists.delete_ask", { name: row.name })}
                  description={t("calllists.delete_detail", { total: row.total, done: row.done })}
                  okText={t("common.delete")}
                  okButtonProps={{ danger: true }}
                  onConfirm={() => remove.mutateAsync(row.id).catch(notice)}
                >
                  <Button size="small" danger>
                    {t("common.delete")}
                  </Button>
                </Popconfirm>
              </Space>
            ),
          },
        ]}
      />
      {edited && (
        <ListDialog
          list={edited === "new" ? null : edited}
          onClose={() => setEdited(null)}
          onMade={(id) => void navigate(`/call-lists/${id}`)}
        />
      )}
    </>
  );
}
