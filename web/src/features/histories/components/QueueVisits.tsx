import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { instant } from "@/api/clock";
import type { QueueVisit } from "@/api/types";
import { CallableNumber } from "@/features/desk/components/CallableNumber";
import { useQueueName } from "@/shared/directory";
import { formatDateTime } from "@/shared/format";
import { DataTable } from "@/shared/list/DataTable";
import { AgentFilter, ChoiceFilter, FilterBar, PeriodFilter, QueueFilter, TextFilter } from "@/shared/list/Filters";
import { useListFilters } from "@/shared/list/useListFilters";
import { useQueueVisits } from "../api";
import { seconds, VISIT_RESULTS } from "../model";
import { Summary } from "./Summary";

/** 队列历史记录 */
export function QueueVisits() {
  const { t, i18n } = useTranslation();
  const queueName = useQueueName();
  const filters = useListFilters(["from", "to", "queue", "result", "number", "agent"] as const);
  const query = useQueueVisits({ ...filters.values, page: filters.page, page_size: filters.pageSize });
  const sum = query.data?.summary;
  const result = (code: string) => {
    const known = VISIT_RESULTS.find((one) => one === code);
    return known ? t(`histories.result.${known}`) : code;
  };

  return (
    <>
      <FilterBar filters={filters}>
        <PeriodFilter {...filters} />
        <QueueFilter {...filters} />
        <ChoiceFilter
          {...filters}
          name="result"
          label={t("calls.outcome")}
          options={VISIT_RESULTS.map((value) => ({ value, label: result(value) }))}
        />
        <TextFilter {...filters} name="number" label={t("calls.number")} />
        <AgentFilter {...filters} />
      </FilterBar>
      <Summary
        items={[
          { label: t("histories.queued"), value: String(sum?.queued ?? "–") },
          ...Object.entries(sum?.results ?? {}).map(([code, count]) => ({
            label: result(code),
            value: String(count),
          })),
          { label: t("histories.mean_wait"), value: seconds(sum?.mean_wait) },
          { label: t("histories.asa"), value: seconds(sum?.asa) },
          { label: t("histories.mean_wait_abandoned"), value: seconds(sum?.mean_wait_abandoned) },
        ]}
      />
      <DataTable<QueueVisit>
        query={query}
        filters={filters}
        rowKey={(row) => `${row.call_id} ${row.visit}`}
        teach={t("histories.teach.queue-visits")}
        columns={[
          {
            title: t("histories.entered"),
            render: (_, row) => (
              <Link to={`/calls/${row.call_id}`}>{formatDateTime(instant(row.entered_at), i18n.language)}</Link>
            ),
          },
          { title: t("words.queue"), render: (_, row) => queueName(row.queue) },
          { title: t("calls.number"), render: (_, row) => <CallableNumber number={row.number} /> },
          {
            title: t("calls.wait"),
            align: "end",
            className: "figure",
            render: (_, row) => seconds(row.wait_seconds),
          },
          {
            title: t("calls.outcome"),
            render: (_, row) => (
              <Tag color={row.result === "answered" ? "green" : row.result === "abandoned" ? "orange" : "default"}>
                {result(row.result)}
              </Tag>
            ),
          },
          {
            title: t("words.agent"),
            render: (_, row) => [row.agent_number, row.agent_name].filter(Boolean).join(" "),
          },
          { title: t("histories.offers"), align: "end", className: "figure", dataIndex: "offers" },
          { title: t("desk.sticky"), render: (_, row) => (row.sticky ? t("common.yes") : "") },
        ]}
      />
    </>
  );
}
