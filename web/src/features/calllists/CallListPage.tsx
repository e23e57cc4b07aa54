import { ImportOutlined, PlusOutlined, TeamOutlined } from "@ant-design/icons";
import { Alert, App, Button, Popconfirm, Segmented, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { CallableNumber } from "@/features/desk/components/CallableNumber";
import { usePerson } from "@/shared/directory";
import { errorText } from "@/shared/errorText";
import { inTheWay } from "@/shared/inTheWay";
import { ChosenBar } from "@/shared/list/ChosenBar";
import { DataTable } from "@/shared/list/DataTable";
import { ExportMenu } from "@/shared/list/ExportMenu";
import { AgentFilter, ChoiceFilter, FilterBar, TextFilter } from "@/shared/list/Filters";
import { parameters } from "@/shared/list/parameters";
import { useListFilters } from "@/shared/list/useListFilters";
import { Loading } from "@/shared/ui/Loading";
import { PageHead } from "@/shared/ui/PageHead";
import { Trouble } from "@/shared/ui/Trouble";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useCallList, useListItems, useRelease, useRemoveItem } from "./api";
import { AddNumberDialog } from "./components/AddNumberDialog";
import { AllocateDialog } from "./components/AllocateDialog";
import { FILTERS, itemQuery, type ListItem, OUTCOMES } from "./model";

/** The numbers of one list: who calls them, what came of it. */
export function Component() {
  const { id = "" } = useParams();
  const { t, i18n } = useTranslation();
  const user = useUser();
  const navigate = useNavigate();
  const notice = useErrorNotice();
  const { message } = App.useApp();
  const person = usePerson();
  const filters = useListFilters(FILTERS);
  const list = useCallList(id);
  const items = useListItems(id, {
    ...itemQuery(filters.values),
    page: filters.page,
    page_size: filters.pageSize,
  });
  const remove = useRemoveItem(id);
  const release = useRelease(id);
  const [chosen, setChosen] = useState<string[]>([]);
  const [dialog, setDialog] = useState<"add" | "allocate" | null>(null);
  const gone = inTheWay(list);
  if (gone) return <Trouble title={errorText(gone, t, i18n.language)} />;
  if (!list.data) return <Loading />;
  const { data } = list;
  const exported = { ...itemQuery(filters.values), list_id: id };
  return (
    <>
      <PageHead
        title={data.name}
        detail={t("calllists.counts", { total: data.total, allocated: data.allocated, done: data.done })}
        actions={
          <>
            <Link to="/call-lists">{t("calllists.all")}</Link>
            {mayDo(user, "call_lists.export") && (
              <ExportMenu path="/exports/call-list" name={data.name} query={parameters(exported)} />
            )}
            <Button icon={<PlusOutlined />} onClick={() => setDialog("add")}>
              {t("calllists.add")}
            </Button>
            <Button icon={<ImportOutlined />} onClick={() => void navigate(`/call-lists/${id}/import/new`)}>
              {t("calllists.import")}
            </Button>
            <Button
              type="primary"
              icon={<TeamOutlined />}
              disabled={data.total === data.done}
              onClick={() => setDialog("allocate")}
            >
              {chosen.length > 0 ? t("calllists.allocate_chosen", { count: chosen.length }) : t("calllists.allocate")}
            </Button>
          </>
        }
      />
      {data.closed && <Alert type="warning" showIcon title={t("calllists.closed")} style={{ marginBottom: 16 }} />}
      <FilterBar filters={filters}>
        <Segmented
          aria-label={t("calllists.result")}
          value={filters.values.open ?? ""}
          onChange={(open: string) => filters.set({ open: open || undefined })}
          options={[
            { value: "", label: t("common.all") },
            { value: "true", label: t("calllists.to_do") },
            { value: "false", label: t("calllists.finished") },
          ]}
        />
        <AgentFilter {...filters} />
        <ChoiceFilter
          {...filters}
          name="allocated"
          label={t("calllists.sharing")}
          options={[
            { value: "true", label: t("calllists.given") },
            { value: "false", label: t("calllists.free") },
          ]}
        />
        <ChoiceFilter
          {...filters}
          name="result"
          label={t("calllists.result")}
          options={OUTCOMES.map((value) => ({ value, label: t(`calllists.outcome.${value}`) }))}
        />
        <TextFilter {...filters} name="number" label={t("calls.number")} />
      </FilterBar>
      {chosen.length > 0 && (
        <ChosenBar count={chosen.length} onNone={() => setChosen([])}>
          <Button size="small" onClick={() => setDialog("allocate")}>
            {t("calllists.allocate")}
          </Button>
          <Popconfirm
            title={t("calllists.release_ask", { count: chosen.length })}
            okText={t("calllists.release")}
            onConfirm={() =>
              release
                .mutateAsync(chosen)
                .then(({ released }) => {
                  setChosen([]);
                  void message.success(t("calllists.released", { count: released }));
                })
                .catch(notice)
            }
          >
            <Button size="small" loading={release.isPending}>
              {t("calllists.release")}
            </Button>
          </Popconfirm>
        </ChosenBar>
      )}
      <DataTable<ListItem>
        query={items}
        filters={filters}
        teach={t("calllists.teach_items")}
        rowSelection={{
          selectedRowKeys: chosen,
          preserveSelectedRowKeys: true,
          onChange: (keys) => setChosen(keys.map(String)),
          getCheckboxProps: (row) => ({ disabled: row.result !== "", "aria-label": row.number }),
        }}
        columns={[
          {
            title: t("calls.number"),
            render: (_, row) => (
              <>
                <CallableNumber number={row.number} />
                {row.blocked && (
                  <Tag color="red" title={t("calllists.blocked_detail")}>
                    {t("calllists.blocked")}
                  </Tag>
                )}
              </>
            ),
          },
          {
            title: t("calls.customer"),
            render: (_, row) =>
              row.customer_id ? (
                <Link to={`/customers/${row.customer_id}`}>{row.name || t("calls.customer_open")}</Link>
              ) : (
                row.name
              ),
          },
          { title: t("calllists.note"), dataIndex: "note", ellipsis: true },
          {
            title: t("words.agent"),
            render: (_, row) => person(row.agent_id) || <Tag>{t("calllists.free")}</Tag>,
          },
          {
            title: t("calllists.result"),
            render: (_, row) => row.result && t(`calllists.outcome.${row.result}`),
          },
          { title: t("calllists.remark"), dataIndex: "remark", ellipsis: true },
          {
            title: "",
            width: 90,
            render: (_, row) => (
              <Popconfirm
                title={t("calllists.remove_ask")}
                okText={t("calllists.remove")}
                onConfirm={() => remove.mutateAsync(row.id).catch(notice)}
              >
                <Button size="small">{t("calllists.remove")}</Button>
              </Popconfirm>
            ),
          },
        ]}
      />
      {dialog === "add" && <AddNumberDialog list={id} onClose={() => setDialog(null)} />}
      {dialog === "allocate" && (
        <AllocateDialog
          list={data}
          chosen={chosen}
          onClose={() => setDialog(null)}
          onDone={({ agents, left }) => {
            setChosen([]);
            const given = Object.values(agents).reduce((sum, count) => sum + count, 0);
            void message.success(t("calllists.shared", { given, people: Object.keys(agents).length, left }));
          }}
        />
      )}
    </>
  );
}
