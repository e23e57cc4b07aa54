import { Button, DatePicker, Input, Select, Tag } from "antd";
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { instant } from "@/api/clock";
import type { CallSummary } from "@/api/types";
import { CallableNumber } from "@/features/desk/components/CallableNumber";
import { useLive } from "@/live/hooks";
import { callDirection, callOutcome, DIRECTIONS, OUTCOMES, outcomeColour } from "@/shared/codeWords";
import { usePerson, useQueueName } from "@/shared/directory";
import { formatDateTime, formatDuration } from "@/shared/format";
import { DataTable } from "@/shared/list/DataTable";
import { useListFilters } from "@/shared/list/useListFilters";
import { useNumber } from "@/shared/number";
import { PageHead } from "@/shared/ui/PageHead";
import pageStyles from "@/shared/ui/page.module.css";
import { useCalls } from "./api";

const FILTERS = ["from", "to", "number", "agent", "queue", "outcome", "direction"] as const;

export function Component() {
  const { t, i18n } = useTranslation();
  const formatNumber = useNumber();
  const filters = useListFilters(FILTERS);
  const { values } = filters;
  const direction = DIRECTIONS.find((known) => known === values.direction);
  const query = useCalls({ ...values, direction, page: filters.page, page_size: filters.pageSize });
  const person = usePerson();
  const queueName = useQueueName();
  const queues = useLive((state) => state.queues);
  const agents = useLive((state) => state.agents);

  return (
    <>
      <PageHead title={t("frame.calls")} />
      <search className={pageStyles.filters}>
        <DatePicker.RangePicker
          showTime={{ format: "HH:mm" }}
          format="YYYY-MM-DD HH:mm"
          value={[values.from ? dayjs(values.from) : null, values.to ? dayjs(values.to) : null]}
          onChange={(range) => filters.set({ from: range?.[0]?.toISOString(), to: range?.[1]?.toISOString() })}
          allowEmpty={[true, true]}
        />
        <Input.Search
          style={{ width: 200 }}
          allowClear
          defaultValue={values.number}
          placeholder={t("calls.number")}
          aria-label={t("calls.number")}
          onSearch={(number) => filters.set({ number })}
        />
        <Select
          style={{ width: 150 }}
          allowClear
          showSearch={{ optionFilterProp: "label" }}
          value={values.agent}
          placeholder={t("words.agent")}
          aria-label={t("words.agent")}
          onChange={(agent?: string) => filters.set({ agent })}
          options={[...agents.values()].map((agent) => ({ value: agent.id, label: `${agent.number} ${agent.name}` }))}
        />
        <Select
          style={{ width: 150 }}
          allowClear
          value={values.queue}
          placeholder={t("words.queue")}
          aria-label={t("words.queue")}
          onChange={(queue?: string) => filters.set({ queue })}
          options={[...queues.values()].map((queue) => ({ value: queue.id, label: queueName(queue.id) }))}
        />
        <Select
          style={{ width: 130 }}
          allowClear
          value={values.outcome}
          placeholder={t("calls.outcome")}
          aria-label={t("calls.outcome")}
          onChange={(outcome?: string) => filters.set({ outcome })}
          options={OUTCOMES.map((value) => ({ value, label: callOutcome(value, t) }))}
        />
        <Select
          style={{ width: 110 }}
          allowClear
          value={values.direction}
          placeholder={t("calls.direction")}
          aria-label={t("calls.direction")}
          onChange={(direction?: string) => filters.set({ direction })}
          options={DIRECTIONS.map((value) => ({ value, label: callDirection(value, t) }))}
        />
        {filters.active && <Button onClick={filters.clear}>{t("common.clear_filters")}</Button>}
      </search>
      <DataTable<CallSummary>
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
          { title: t("calls.direction"), render: (_, row) => callDirection(row.direction, t) },
          { title: t("calls.from"), render: (_, row) => <CallableNumber number={row.from_number} /> },
          { title: t("calls.to"), render: (_, row) => formatNumber(row.to_number) },
          {
            title: t("calls.customer"),
            render: (_, row) =>
              row.customer_id && (
                <Link to={`/customers/${row.customer_id}`}>{row.customer_name || t("calls.customer_open")}</Link>
              ),
          },
          { title: t("words.queue"), render: (_, row) => queueName(row.queue) },
          { title: t("words.agent"), render: (_, row) => person(row.agent_id) },
          {
            title: t("calls.outcome"),
            render: (_, row) => <Tag color={outcomeColour(row.outcome)}>{callOutcome(row.outcome, t)}</Tag>,
          },
          {
            title: t("calls.wait"),
            align: "end",
            className: "figure",
            render: (_, row) => formatDuration(row.wait_seconds),
          },
          {
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
