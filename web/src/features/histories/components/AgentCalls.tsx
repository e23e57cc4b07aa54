import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { instant } from "@/api/clock";
import type { AgentCall } from "@/api/types";
import { CallableNumber } from "@/features/desk/components/CallableNumber";
import { callDirection, DIRECTIONS } from "@/shared/codeWords";
import { useQueueName } from "@/shared/directory";
import { formatDateTime } from "@/shared/format";
import { DataTable } from "@/shared/list/DataTable";
import { AgentFilter, ChoiceFilter, FilterBar, PeriodFilter, QueueFilter, TextFilter } from "@/shared/list/Filters";
import { useListFilters } from "@/shared/list/useListFilters";
import { useAgentCalls } from "../api";
import { PART_KINDS, seconds } from "../model";
import { Summary } from "./Summary";

/** 坐席通话历史记录 */
export function AgentCalls() {
  const { t, i18n } = useTranslation();
  const queueName = useQueueName();
  const filters = useListFilters(["from", "to", "agent", "number", "queue", "direction"] as const);
  const query = useAgentCalls({ ...filters.values, page: filters.page, page_size: filters.pageSize });
  const sum = query.data?.summary;
  const kind = (code: string) => {
    const known = PART_KINDS.find((one) => one === code);
    return known ? t(`histories.part.${known}`) : code;
  };
  const figure = (title: string, of: (row: AgentCall) => number) => ({
    title,
    align: "end" as const,
    className: "figure",
    render: (_: unknown, row: AgentCall) => seconds(of(row)),
  });

  return (
    <>
      <FilterBar filters={filters}>
        <PeriodFilter {...filters} />
        <AgentFilter {...filters} />
        <TextFilter {...filters} name="number" label={t("calls.number")} />
        <QueueFilter {...filters} />
        <ChoiceFilter
          {...filters}
          name="direction"
          label={t("calls.direction")}
          width={110}
          options={DIRECTIONS.map((value) => ({ value, label: callDirection(value, t) }))}
        />
      </FilterBar>
      <Summary
        items={[
          { label: t("histories.parts"), value: String(sum?.parts ?? "–") },
          { label: t("histories.handled"), value: String(sum?.handled ?? "–") },
          { label: t("histories.talk_time"), value: seconds(sum?.talk_time) },
          { label: t("histories.mean_talk"), value: seconds(sum?.mean_talk) },
          { label: t("histories.mean_ring"), value: seconds(sum?.mean_ring) },
          { label: t("histories.mean_wrap_up"), value: seconds(sum?.mean_wrap_up) },
          { label: t("histories.mean_work"), value: seconds(sum?.mean_work) },
          { label: t("histories.aht"), value: seconds(sum?.aht) },
        ]}
      />
      <DataTable<AgentCall>
        query={query}
        filters={filters}
        rowKey={(row) => `${row.call_id} ${row.part}`}
        teach={t("histories.teach.agent-calls")}
        columns={[
          {
            title: t("calls.started"),
            render: (_, row) => (
              <Link to={`/calls/${row.call_id}`}>{formatDateTime(instant(row.started_at), i18n.language)}</Link>
            ),
          },
          {
            title: t("words.agent"),
            render: (_, row) => [row.agent_number, row.agent_name].filter(Boolean).join(" "),
          },
          { title: t("histories.kind_of_part"), render: (_, row) => <Tag>{kind(row.kind)}</Tag> },
          { title: t("calls.direction"), render: (_, row) => callDirection(row.direction, t) },
          { title: t("calls.number"), render: (_, row) => <CallableNumber number={row.number} /> },
          { title: t("words.queue"), render: (_, row) => queueName(row.queue) },
          figure(t("calls.ring"), (row) => row.ring_seconds),
          figure(t("calls.talk"), (row) => row.talk_seconds),
          figure(t("calls.hold"), (row) => row.hold_seconds),
          figure(t("live.wrap_up"), (row) => row.wrap_up_seconds),
        ]}
      />
    </>
  );
}
