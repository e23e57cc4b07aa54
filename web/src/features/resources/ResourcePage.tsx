import { PlusOutlined } from "@ant-design/icons";
import { App, Button, Popconfirm, Space, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { Navigate, useParams } from "react-router";
import { mayDo } from "@/app/access";
import { Closed } from "@/app/guards";
import { AdminTable } from "@/features/admin/components/AdminTable";
import { useUser } from "@/features/auth/useUser";
import { UserSecurityButton } from "@/features/security/components/UserSecurityButton";
import { Affected } from "@/shared/impact/Affected";
import { FilterBar, TextFilter } from "@/shared/list/Filters";
import { useLastPage } from "@/shared/list/useLastPage";
import { useListFilters } from "@/shared/list/useListFilters";
import { useOpenRow } from "@/shared/list/useOpenRow";
import { PageHead } from "@/shared/ui/PageHead";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useChoices, useRemove, useRows } from "./api";
import { CalendarButton } from "./components/CalendarButton";
import { Cell } from "./components/Cell";
import { HolidaysButton } from "./components/HolidaysButton";
import { ListTransfer } from "./components/ListTransfer";
import { ResourceDrawer } from "./components/ResourceDrawer";
import { TokenButton } from "./components/TokenButton";
import { idOf, type Row } from "./model";
import { kindOf, type Resource, resourceOf } from "./resources";

const PAGE_SIZE = 50;
/** Stands in the address for a thing that is being made; no id of anything. */
const NEW = "+";

/** One room of settings: a list, and a form for each of its things. */
export function Component() {
  const { room = "" } = useParams();
  const user = useUser();
  const resource = resourceOf(room);
  if (!resource) return <Navigate to="/" replace />;
  return mayDo(user, resource.function) ? <Room key={room} resource={resource} /> : <Closed />;
}

function Room({ resource }: { resource: Resource }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const user = useUser();
  const changes = mayDo(user, resource.manage ?? resource.function);
  const notice = useErrorNotice();
  const filters = useListFilters(["q"]);
  const { page, setPage } = filters;
  const rows = useRows(resource, page, filters.values.q ?? "");
  useLastPage(rows, page, PAGE_SIZE, setPage);
  const [open, show] = useOpenRow();
  const found = rows.data?.items.find((row) => idOf(resource, row) === open) ?? null;
  const edited = !changes ? null : open === NEW ? "new" : found;
  const choices = useChoices(resource.choices);
  const remove = useRemove(resource);
  const word = (key: string) => t(`settings.rooms.${resource.room}.${key}`, { defaultValue: resource.room });
  const label = (name: string) =>
    t([`settings.${resource.room}.${name}`, `settings.fields.${name}`], { defaultValue: name });
  const paging = {
    current: page,
    pageSize: PAGE_SIZE,
    showSizeChanger: false,
    onChange: (to: number) => setPage(to, PAGE_SIZE),
  };

  function showOnce(secret: string): void {
    modal.info({
      title: t("settings.shown_once"),
      content: (
        <Typography.Text code copyable>
          {secret}
        </Typography.Text>
      ),
    });
  }

  function made(answer: Row): void {
    show(null);
    const shown = resource.once ? answer[resource.once] : undefined;
    if (typeof shown === "string") showOnce(shown);
  }

  return (
    <>
      <PageHead
        title={word("title")}
        detail={word("teach")}
        actions={
          <>
            {resource.room === "lists" && mayDo(user, "lists.transfer") && <ListTransfer />}
            {changes && (
              <Button type="primary" icon={<PlusOutlined />} onClick={() => show(NEW)}>
                {t("settings.new")}
              </Button>
            )}
          </>
        }
      />
      {resource.search && (
        <FilterBar filters={filters}>
          <TextFilter {...filters} name="q" label={t("settings.search")} width={280} />
        </FilterBar>
      )}
      <AdminTable<Row>
        query={{ ...rows, data: rows.data?.items }}
        teach={word("teach")}
        onFirst={changes ? () => show(NEW) : undefined}
        rowKey={(row) => idOf(resource, row)}
        pagination={
          resource.paged
            ? { ...paging, total: rows.data?.total ?? 0, hideOnSinglePage: true }
            : { ...paging, hideOnSinglePage: true }
        }
        columns={[
          ...resource.columns.map((name) => ({
            title: label(name),
            key: name,
            render: (_: unknown, row: Row) => (
              <Cell resource={resource} name={name} value={row[name]} choices={choices[name]} />
            ),
          })),
          ...(changes
            ? [
                {
                  title: t("common.actions"),
                  key: "actions",
                  render: (_: unknown, row: Row) => (
                    <Space>
                      <Button size="small" onClick={() => show(idOf(resource, row))}>
                        {t("settings.edit")}
                      </Button>
                      {resource.room === "users" && changes && (
                        <UserSecurityButton
                          id={String(row.id)}
                          name={String(row.name)}
                          dials={typeof row.number === "string"}
                        />
                      )}
                      {resource.room === "workstations" && (
                        <TokenButton id={String(row.id)} name={String(row.name)} onToken={showOnce} />
                      )}
                      {resource.room === "hours" && (
                        <>
                          <CalendarButton id={idOf(resource, row)} />
                          <HolidaysButton id={idOf(resource, row)} />
                        </>
                      )}
                      {!resource.kept && (
                        <Popconfirm
                          title={t("settings.delete_ask", { name: idOf(resource, row) })}
                          description={<Affected kind={kindOf(resource)} id={idOf(resource, row)} />}
                          destroyOnHidden
                          onConfirm={() => remove.mutateAsync(idOf(resource, row)).catch(notice)}
                        >
                          <Button size="small" danger>
                            {t("settings.delete")}
                          </Button>
                        </Popconfirm>
                      )}
                    </Space>
                  ),
                },
              ]
            : []),
        ]}
      />
      <ResourceDrawer resource={resource} row={edited} onClose={() => show(null)} onSaved={made} />
    </>
  );
}
