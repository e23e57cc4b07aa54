import { LockOutlined, PlayCircleOutlined } from "@ant-design/icons";
import { Button, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { instant } from "@/api/clock";
import type { Recording } from "@/api/types";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { CallableNumber } from "@/features/desk/components/CallableNumber";
import { callDirection, DIRECTIONS } from "@/shared/codeWords";
import { usePerson, useQueueName } from "@/shared/directory";
import { formatDateTime, formatDuration } from "@/shared/format";
import { DataTable } from "@/shared/list/DataTable";
import { ExportMenu } from "@/shared/list/ExportMenu";
import {
  AgentFilter,
  ChoiceFilter,
  FilterBar,
  LengthFilter,
  PeriodFilter,
  QueueFilter,
  TextFilter,
} from "@/shared/list/Filters";
import { parameters } from "@/shared/list/parameters";
import { useListFilters } from "@/shared/list/useListFilters";
import { useOpenRow } from "@/shared/list/useOpenRow";
import { PageHead } from "@/shared/ui/PageHead";
import { useRecordings } from "./api";
import { RecordingDrawer } from "./components/RecordingDrawer";
import { agentsOf, STATES } from "./model";

const FILTERS = [
  "from",
  "to",
  "agent",
  "number",
  "direction",
  "queue",
  "state",
  "held",
  "min_seconds",
  "max_seconds",
] as const;

/** 录音查询: by agent, number, direction, start and length; a click listens. */
export function Component() {
  const { t, i18n } = useTranslation();
  const user = useUser();
  const person = usePerson();
  const queueName = useQueueName();
  const filters = useListFilters(FILTERS);
  const { direction, state, held, min_seconds, max_seconds, ...plain } = filters.values;
  const query = useRecordings({
    ...plain,
    direction: DIRECTIONS.find((known) => known === direction),
    state: STATES.find((known) => known === state),
    held: held === "true" ? true : undefined,
    min_seconds: min_seconds === undefined ? undefined : Number(min_seconds),
    max_seconds: max_seconds === undefined ? undefined : Number(max_seconds),
    page: filters.page,
    page_size: filters.pageSize,
  });
  const [open, show] = useOpenRow();

  return (
    <>
      <PageHead
        title={t("frame.recordings")}
        actions={
          mayDo(user, "recordings.export") && (
            <ExportMenu path="/exports/recordings" name="recordings" query={parameters(filters.values)} />
          )
        }
      />
      <FilterBar filters={filters}>
        <PeriodFilter {...filters} />
        <TextFilter {...filters} name="number" label={t("calls.number")} />
        <AgentFilter {...filters} />
        <QueueFilter {...filters} />
        <ChoiceFilter
          {...filters}
          name="direction"
          label={t("calls.direction")}
          width={110}
          options={DIRECTIONS.map((value) => ({ value, label: callDirection(value, t) }))}
        />
        <LengthFilter {...filters} />
        <ChoiceFilter
          {...filters}
          name="state"
          label={t("live.state")}
          width={120}
          options={STATES.map((value) => ({ value, label: t(`recordings.state.${value}`) }))}
        />
        <ChoiceFilter
          {...filters}
          name="held"
          label={t("recordings.held")}
          width={130}
          options={[{ value: "true", label: t("recordings.held") }]}
        />
      </FilterBar>
      <DataTable<Recording>
        query={query}
        filters={filters}
        teach={t("recordings.teach")}
        onRow={(row) => ({ onDoubleClick: () => show(row.id) })}
        columns={[
          {
            title: "",
            width: 48,
            render: (_, row) => (
              <Button
                type="text"
                icon={<PlayCircleOutlined />}
                aria-label={t("common.play")}
                onClick={() => show(row.id)}
              />
            ),
          },
          { title: t("calls.started"), render: (_, row) => formatDateTime(instant(row.started_at), i18n.language) },
          {
            title: t("recordings.length"),
            align: "end",
            className: "figure",
            render: (_, row) => (row.seconds === null ? "–" : formatDuration(row.seconds)),
          },
          { title: t("calls.direction"), render: (_, row) => callDirection(row.direction, t) },
          { title: t("calls.from"), render: (_, row) => <CallableNumber number={row.from_number} /> },
          { title: t("calls.to"), render: (_, row) => <CallableNumber number={row.to_number} /> },
          {
            title: t("calls.customer"),
            render: (_, row) =>
              row.customer_id && (
                <Link to={`/customers/${row.customer_id}`}>{row.customer_name || t("calls.customer_open")}</Link>
              ),
          },
          { title: t("words.agent"), render: (_, row) => agentsOf(row).map(person).join(", ") },
          { title: t("words.queue"), render: (_, row) => queueName(row.queue) },
          {
            title: t("live.state"),
            render: (_, row) => (
              <>
                <Tag color={row.state === "playable" ? "green" : row.state === "failed" ? "red" : "default"}>
                  {t(`recordings.state.${STATES.find((known) => known === row.state) ?? "raw"}`)}
                </Tag>
                {row.held && <LockOutlined aria-label={t("recordings.held")} title={t("recordings.held")} />}
              </>
            ),
          },
          {
            title: t("calls.vm_call"),
            render: (_, row) => row.call_id && <Link to={`/calls/${row.call_id}`}>{t("calls.open")}</Link>,
          },
        ]}
      />
      {open && <RecordingDrawer id={open} onClose={() => show(null)} />}
    </>
  );
}
