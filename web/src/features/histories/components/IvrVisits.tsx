import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { instant } from "@/api/clock";
import type { IvrVisit } from "@/api/types";
import { CallableNumber } from "@/features/desk/components/CallableNumber";
import { useDirectory } from "@/shared/directory";
import { formatDateTime, pickText } from "@/shared/format";
import { DataTable } from "@/shared/list/DataTable";
import { ChoiceFilter, FilterBar, PeriodFilter, TextFilter } from "@/shared/list/Filters";
import { useListFilters } from "@/shared/list/useListFilters";
import { useNodeWords } from "@/shared/nodeWords";
import { useIvrVisits } from "../api";
import { exitWord, seconds } from "../model";
import { Summary } from "./Summary";

/** IVR记录 */
export function IvrVisits() {
  const { t, i18n } = useTranslation();
  const { flows } = useDirectory();
  const words = useNodeWords();
  const filters = useListFilters(["from", "to", "flow", "node", "result"] as const);
  const query = useIvrVisits({ ...filters.values, page: filters.page, page_size: filters.pageSize });
  const sum = query.data?.summary;
  const flowName = (id: string) => pickText(flows.find((flow) => flow.id === id)?.name, i18n.language) || id;

  return (
    <>
      <FilterBar filters={filters}>
        <PeriodFilter {...filters} />
        <ChoiceFilter
          {...filters}
          name="flow"
          label={t("histories.flow")}
          options={flows.map((flow) => ({ value: flow.id, label: flowName(flow.id) }))}
        />
        <ChoiceFilter
          {...filters}
          name="node"
          label={t("histories.node")}
          options={words.options(filters.values.flow)}
          width={200}
        />
        <TextFilter {...filters} name="result" label={t("calls.outcome")} />
      </FilterBar>
      <Summary
        items={[
          { label: t("histories.visits"), value: String(sum?.visits ?? "–") },
          { label: t("live.calls"), value: String(sum?.calls ?? "–") },
          { label: t("histories.mean_seconds"), value: seconds(sum?.mean_seconds) },
          ...Object.entries(sum?.exits ?? {})
            .slice(0, 6)
            .map(([exit, count]) => ({
              label: exit ? exitWord(exit, t) : t("histories.no_exit"),
              value: String(count),
            })),
        ]}
      />
      <DataTable<IvrVisit>
        query={query}
        filters={filters}
        rowKey={(row) => `${row.call_id} ${row.step}`}
        teach={t("histories.teach.ivr-visits")}
        columns={[
          {
            title: t("histories.entered"),
            render: (_, row) => (
              <Link to={`/calls/${row.call_id}`}>{formatDateTime(instant(row.entered_at), i18n.language)}</Link>
            ),
          },
          { title: t("calls.number"), render: (_, row) => <CallableNumber number={row.number ?? ""} /> },
          { title: t("platform.channel"), ellipsis: true, render: (_, row) => row.channel ?? "" },
          { title: t("histories.flow"), render: (_, row) => `${flowName(row.flow)} v${row.version}` },
          { title: t("histories.node"), render: (_, row) => words.name(row) },
          { title: t("histories.result_of_node"), render: (_, row) => words.result(row) },
          { title: t("histories.exit"), render: (_, row) => exitWord(row.exit, t) },
          {
            title: t("histories.lasted"),
            align: "end",
            className: "figure",
            render: (_, row) => seconds(row.seconds),
          },
        ]}
      />
    </>
  );
}
