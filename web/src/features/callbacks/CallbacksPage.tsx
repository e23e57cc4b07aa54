import { PlusOutlined } from "@ant-design/icons";
import { Button, Popconfirm, Segmented, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { instant } from "@/api/clock";
import type { Callback } from "@/api/types";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { CallableNumber } from "@/features/desk/components/CallableNumber";
import { usePerson, useQueueName } from "@/shared/directory";
import { formatDateTime, pickText } from "@/shared/format";
import { ChosenBar } from "@/shared/list/ChosenBar";
import { DataTable } from "@/shared/list/DataTable";
import { ExportMenu } from "@/shared/list/ExportMenu";
import { FilterBar, QueueFilter, TextFilter } from "@/shared/list/Filters";
import { parameters } from "@/shared/list/parameters";
import { useBulkNotice } from "@/shared/list/useBulkNotice";
import { useChosen } from "@/shared/list/useChosen";
import { useListFilters } from "@/shared/list/useListFilters";
import { useNumber } from "@/shared/number";
import { PageHead } from "@/shared/ui/PageHead";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useCallbackActs, useCallbacks } from "./api";
import { RESULTS, STATES } from "./model";
import { NewCallback } from "./NewCallback";

/** 回呼: customers who are called back at their place instead of waiting. */
export function Component() {
  const { t, i18n } = useTranslation();
  const user = useUser();
  const writes = mayDo(user, "callbacks.write");
  const filters = useListFilters(["open", "queue", "number"] as const);
  const { open, ...plain } = filters.values;
  const asked = { ...plain, open: open === "all" ? undefined : open !== "false" };
  const query = useCallbacks({
    ...asked,
    page: filters.page,
    page_size: filters.pageSize,
  });
  const { cancel, cancelMany } = useCallbackActs();
  const fail = useErrorNotice();
  const person = usePerson();
  const queueName = useQueueName();
  const [adding, setAdding] = useState(false);
  const format = useNumber();
  const tell = useBulkNotice();
  const nameOf = (row: Callback) => `${format(row.number)} ${formatDateTime(instant(row.requested_at), i18n.language)}`;
  const { chosen, keep, rowSelection } = useChosen(query.data?.items, nameOf, (row) => row.state !== "ended");

  async function cancelChosen(): Promise<void> {
    const names = new Map(chosen.map((row) => [row.id, nameOf(row)]));
    const results = await cancelMany.mutateAsync(chosen.map((row) => row.id));
    keep();
    tell(results, (id) => names.get(id) ?? id);
  }

  const state = (row: Callback) => {
    const result = RESULTS.find((known) => known === row.result);
    if (row.state === "ended") return result ? t(`callbacks.result.${result}`) : row.result;
    return t(`callbacks.state.${STATES.find((known) => known === row.state) ?? "waiting"}`);
  };

  return (
    <>
      <PageHead
        title={t("frame.callbacks")}
        actions={
          <>
            {mayDo(user, "callbacks.export") && (
              <ExportMenu path="/exports/callbacks" name="callbacks" query={parameters(asked)} />
            )}
            {writes && (
              <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
                {t("callbacks.add")}
              </Button>
            )}
          </>
        }
      />
      <FilterBar filters={filters}>
        <Segmented
          value={open ?? "true"}
          onChange={(value: string) => filters.set({ open: value === "true" ? undefined : value })}
          options={[
            { value: "true", label: t("callbacks.open") },
            { value: "false", label: t("callbacks.over") },
            { value: "all", label: t("common.all") },
          ]}
        />
        <QueueFilter {...filters} />
        <TextFilter {...filters} name="number" label={t("calls.number")} />
      </FilterBar>
      {chosen.length > 0 && (
        <ChosenBar count={chosen.length} onNone={() => keep()}>
          <Popconfirm
            title={t("callbacks.cancel_many", { count: chosen.length })}
            okText={t("callbacks.cancel")}
            onConfirm={() => cancelChosen().catch(fail)}
          >
            <Button size="small" loading={cancelMany.isPending}>
              {t("callbacks.cancel")}
            </Button>
          </Popconfirm>
        </ChosenBar>
      )}
      <DataTable<Callback>
        rowSelection={writes ? rowSelection : undefined}
        query={query}
        filters={filters}
        teach={t("callbacks.teach")}
        columns={[
          {
            title: t("callbacks.requested"),
            render: (_, row) => formatDateTime(instant(row.requested_at), i18n.language),
          },
          { title: t("calls.number"), render: (_, row) => <CallableNumber number={row.number} /> },
          {
            title: t("calls.customer"),
            render: (_, row) =>
              row.customer_id && (
                <Link to={`/customers/${row.customer_id}`}>{row.customer_name || t("calls.customer_open")}</Link>
              ),
          },
          { title: t("words.queue"), render: (_, row) => queueName(row.queue) },
          {
            title: t("live.state"),
            render: (_, row) => (
              <Tag color={row.state === "ended" ? (row.result === "done" ? "green" : "default") : "gold"}>
                {state(row)}
              </Tag>
            ),
          },
          { title: t("callbacks.attempts"), align: "end", className: "figure", dataIndex: "attempts" },
          {
            title: t("callbacks.not_before"),
            render: (_, row) => formatDateTime(instant(row.not_before), i18n.language),
          },
          { title: t("words.agent"), render: (_, row) => person(row.agent_id) },
          {
            title: t("common.reason"),
            render: (_, row) => pickText({ zh: row.message_zh ?? "", en: row.message ?? "" }, i18n.language),
          },
          {
            title: "",
            render: (_, row) =>
              writes &&
              row.state !== "ended" && (
                <Popconfirm
                  title={t("callbacks.cancel_title")}
                  okText={t("callbacks.cancel")}
                  onConfirm={() => cancel.mutateAsync(row.id).catch(fail)}
                >
                  <Button size="small">{t("callbacks.cancel")}</Button>
                </Popconfirm>
              ),
          },
        ]}
      />
      {adding && <NewCallback onClose={() => setAdding(false)} />}
    </>
  );
}
