import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { instant } from "@/api/clock";
import type { AgentStateSpell } from "@/api/types";
import { agentState } from "@/live/read";
import { AGENT_STATES } from "@/live/types";
import { stateColour, useReason } from "@/shared/agentWords";
import { useQueueName } from "@/shared/directory";
import { formatDateTime } from "@/shared/format";
import { DataTable } from "@/shared/list/DataTable";
import { AgentFilter, ChoiceFilter, FilterBar, PeriodFilter } from "@/shared/list/Filters";
import { useListFilters } from "@/shared/list/useListFilters";
import { usePauseReasons } from "@/shared/pauseReasons";
import { useAgentStates } from "../api";
import { seconds } from "../model";
import { Summary } from "./Summary";

/** 坐席状态历史记录 */
export function AgentStates() {
  const { t, i18n } = useTranslation();
  const queueName = useQueueName();
  const reasonText = useReason();
  const reasons = usePauseReasons();
  const filters = useListFilters(["from", "to", "agent", "state", "reason"] as const);
  const query = useAgentStates({ ...filters.values, page: filters.page, page_size: filters.pageSize });
  const sum = query.data?.summary;

  return (
    <>
      <FilterBar filters={filters}>
        <PeriodFilter {...filters} />
        <AgentFilter {...filters} />
        <ChoiceFilter
          {...filters}
          name="state"
          label={t("live.state")}
          options={AGENT_STATES.map((value) => ({ value, label: t(`words.state.${value}`) }))}
        />
        <ChoiceFilter
          {...filters}
          name="reason"
          label={t("common.reason")}
          options={reasons.rows.map((row) => ({ value: row.id, label: reasons.nameOf(row.id) }))}
        />
      </FilterBar>
      <Summary
        items={[
          { label: t("histories.changes"), value: String(sum?.changes ?? "–") },
          ...AGENT_STATES.filter((state) => (sum?.seconds[state] ?? 0) > 0).map((state) => ({
            label: t(`words.state.${state}`),
            value: seconds(sum?.seconds[state]),
          })),
        ]}
      />
      <DataTable<AgentStateSpell>
        query={query}
        filters={filters}
        rowKey={(row) => `${row.agent_id} ${row.since}`}
        teach={t("histories.teach.agent-states")}
        columns={[
          { title: t("histories.since"), render: (_, row) => formatDateTime(instant(row.since), i18n.language) },
          {
            title: t("words.agent"),
            render: (_, row) => [row.agent_number, row.agent_name].filter(Boolean).join(" "),
          },
          {
            title: t("live.state"),
            render: (_, row) => (
              <span style={{ whiteSpace: "nowrap" }}>
                <i
                  aria-hidden
                  style={{
                    display: "inline-block",
                    width: 9,
                    height: 9,
                    borderRadius: "50%",
                    marginInlineEnd: 8,
                    background: stateColour(agentState(row.state)),
                  }}
                />
                {t(`words.state.${agentState(row.state)}`)}
              </span>
            ),
          },
          { title: t("common.reason"), render: (_, row) => reasonText(agentState(row.state), row.reason) },
          {
            title: t("histories.lasted"),
            align: "end",
            className: "figure",
            render: (_, row) => (row.seconds === null ? t("histories.still") : seconds(row.seconds)),
          },
          { title: t("live.device"), render: (_, row) => row.device ?? "" },
          { title: t("words.queue"), render: (_, row) => queueName(row.queue) },
          {
            title: t("calls.vm_call"),
            render: (_, row) => row.call_id && <Link to={`/calls/${row.call_id}`}>{t("calls.open")}</Link>,
          },
        ]}
      />
    </>
  );
}
