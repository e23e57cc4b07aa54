import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { instant } from "@/api/clock";
import type { CallSummary } from "@/api/types";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { CallableNumber } from "@/features/desk/components/CallableNumber";
import { callDirection, callOutcome, DIRECTIONS, OUTCOMES, outcomeColour } from "@/shared/codeWords";
import { usePerson, useQueueName } from "@/shared/directory";
import { formatDateTime, formatDuration, pickText } from "@/shared/format";
import { DataTable } from "@/shared/list/DataTable";
import { ExportMenu } from "@/shared/list/ExportMenu";
import { AgentFilter, ChoiceFilter, FilterBar, PeriodFilter, QueueFilter, TextFilter } from "@/shared/list/Filters";
import { parameters } from "@/shared/list/parameters";
import { useListFilters } from "@/shared/list/useListFilters";
import { PageHead } from "@/shared/ui/PageHead";
import { useWrapUp } from "@/shared/wrapUp";
import { useCalls } from "./api";

const FILTERS = ["from", "to", "number", "agent", "queue", "outcome", "direction", "disposition", "wrap_up"] as const;
const WRAP_UPS = ["done", "missing"] as const;

export function Component() {
  const { t, i18n } = useTranslation();
  const user = useUser();
  const filters = useListFilters(FILTERS);
  const { values } = filters;
  const direction = DIRECTIONS.find((known) => known === values.direction);
  // A queue's own results are offered when it is chosen; without one, the company's.
  const { options: results } = useWrapUp(values.queue ?? null);
  const wrapUp = WRAP_UPS.find((known) => known === values.wrap_up);
  const query = useCalls({ ...values, direction, wrap_up: wrapUp, page: filters.page, page_size: filters.pageSize });
  const person = usePerson();
  const queueName = useQueueName();

  return (
    <>
      <PageHead
        title={t("frame.calls")}
        actions={
          mayDo(user, "calls.export") && <ExportMenu path="/exports/calls" name="calls" query={parameters(values)} />
        }
      />
      <FilterBar filters={filters}>
        <PeriodFilter {...filters} />
        <TextFilter {...filters} name="number" label={t("calls.number")} />
        <AgentFilter {...filters} />
        <QueueFilter {...filters} />
        <ChoiceFilter
          {...filters}
          name="outcome"
          label={t("calls.outcome")}
          width={130}
          options={OUTCOMES.map((value) => ({ value, label: callOutcome(value, t) }))}
        />
        <ChoiceFilter
          {...filters}
          name="direction"
          label={t("calls.direction")}
          width={110}
          options={DIRECTIONS.map((value) => ({ value, label: callDirection(value, t) }))}
        />
        <ChoiceFilter {...filters} name="disposition" label={t("desk.disposition")} width={130} options={results} />
        <ChoiceFilter
          {...filters}
          name="wrap_up"
          label={t("calls.wrap_up")}
          width={130}
          options={WRAP_UPS.map((value) => ({ value, label: t(`calls.wrap_ups.${value}`) }))}
        />
      </FilterBar>
      <DataTable<CallSummary>
        name="calls"
        query={query}
        filters={filters}
        teach={t("calls.teach")}
        columns={[
          {
            title: t("calls.started"),
            render: (_, row) => (
              <Link to={`/calls/${row.id}`}>{formatDateTime(instant(row.started_at), i18n.language)}</Link>
            ),
          },
          { key: "direction", title: t("calls.direction"), render: (_, row) => callDirection(row.direction, t) },
          { key: "from", title: t("calls.from"), render: (_, row) => <CallableNumber number={row.from_number} /> },
          { key: "to", title: t("calls.to"), render: (_, row) => <CallableNumber number={row.to_number} /> },
          {
            key: "customer",
            title: t("calls.customer"),
            render: (_, row) =>
              row.customer_id && (
                <Link to={`/customers/${row.customer_id}`}>{row.customer_name || t("calls.customer_open")}</Link>
              ),
          },
          { key: "queue", title: t("words.queue"), render: (_, row) => queueName(row.queue) },
          { key: "agent", title: t("words.agent"), render: (_, row) => person(row.agent_id) },
          {
            key: "disposition",
            title: t("desk.disposition"),
            render: (_, row) => pickText(row.disposition_name, i18n.language),
          },
          {
            key: "outcome",
            title: t("calls.outcome"),
            render: (_, row) => <Tag color={outcomeColour(row.outcome)}>{callOutcome(row.outcome, t)}</Tag>,
          },
          {
            key: "wait",
            title: t("calls.wait"),
            align: "end",
            className: "figure",
            render: (_, row) => formatDuration(row.wait_seconds),
          },
          {
            key: "talk",
            title: t("calls.talk"),
            align: "end",
            className: "figure",
            render: (_, row) => formatDuration(row.talk_seconds),
          },
        ]}
      />
    </>
  );
}
