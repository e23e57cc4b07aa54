import { Alert, Button, InputNumber, Select, Space, Table } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { instant } from "@/api/clock";
import { usePerson, useQueueName } from "@/shared/directory";
import { errorText } from "@/shared/errorText";
import { formatDateTime, formatDuration, pickText } from "@/shared/format";
import { FilterBar, PeriodFilter, QueueFilter } from "@/shared/list/Filters";
import { useListFilters } from "@/shared/list/useListFilters";
import { NothingYet } from "@/shared/ui/NothingYet";
import { useSample, useScorecards } from "../api";
import { useBegin } from "./useBegin";

const FILTERS = ["from", "to", "queue", "scorecard", "per_agent", "min_seconds", "seed"] as const;

/** 抽检: the same number of conversations of each agent, by a lot that anybody can draw again. */
export function SampleTab() {
  const { t, i18n } = useTranslation();
  const person = usePerson();
  const queueName = useQueueName();
  const filters = useListFilters(FILTERS);
  const { begin, busy } = useBegin();
  const [lot, setLot] = useState(0);
  const active = (useScorecards().data ?? []).filter((one) => one.state === "active");
  const { from, to, queue, per_agent = "3", min_seconds = "30", seed = "" } = filters.values;
  const scorecard = filters.values.scorecard ?? active[0]?.id;
  const sample = useSample(
    scorecard === undefined
      ? null
      : { scorecard, from, to, queue, per_agent: Number(per_agent), min_seconds: Number(min_seconds), seed },
  );
  const number = (name: "per_agent" | "min_seconds", value: string, least: number, most: number) => (
    <InputNumber<number>
      style={{ width: 150 }}
      prefix={t(`quality.${name}`)}
      aria-label={t(`quality.${name}`)}
      min={least}
      max={most}
      precision={0}
      value={Number(value)}
      changeOnWheel={false}
      onChange={(given) => given !== null && filters.set({ [name]: String(given) })}
    />
  );
  return (
    <>
      <FilterBar filters={filters}>
        <Select<string>
          style={{ minWidth: 180 }}
          aria-label={t("quality.scorecard")}
          placeholder={t("quality.scorecard")}
          value={scorecard}
          onChange={(chosen) => filters.set({ scorecard: chosen })}
          options={active.map((one) => ({ value: one.id, label: pickText(one.name, i18n.language) }))}
        />
        <PeriodFilter {...filters} />
        <QueueFilter {...filters} />
        {number("per_agent", per_agent, 1, 20)}
        {number("min_seconds", min_seconds, 0, 86_400)}
        <Button
          onClick={() => {
            setLot(lot + 1);
            filters.set({ seed: `${lot + 1}` });
          }}
        >
          {t("quality.draw_again")}
        </Button>
      </FilterBar>
      {sample.error && <Alert type="error" showIcon title={errorText(sample.error, t, i18n.language)} />}
      {sample.data && (
        <p>
          {t("quality.drawn", { ...sample.data, count: sample.data.items.length })}{" "}
          {sample.data.cut && t("quality.drawn_cut")}
        </p>
      )}
      <Table
        rowKey={(row) => row.recording_id + row.agent_id}
        loading={sample.isLoading}
        pagination={false}
        dataSource={sample.data?.items ?? []}
        locale={{
          emptyText: (
            <NothingYet teach={t(scorecard === undefined ? "quality.teach.no_scorecard" : "quality.teach.sample")} />
          ),
        }}
        columns={[
          { title: t("words.agent"), render: (_, row) => person(row.agent_id) },
          {
            title: t("quality.talked_at"),
            render: (_, row) => (
              <Link to={`/calls/${row.call_id}`}>{formatDateTime(instant(row.talked_at), i18n.language)}</Link>
            ),
          },
          { title: t("words.queue"), render: (_, row) => queueName(row.queue) },
          {
            title: t("recordings.length"),
            align: "end",
            className: "figure",
            render: (_, row) => formatDuration(row.seconds),
          },
          {
            title: "",
            render: (_, row) => (
              <Space>
                <Button
                  type="primary"
                  size="small"
                  loading={busy}
                  onClick={() =>
                    begin({ scorecard: scorecard ?? "", recording: row.recording_id, agent: row.agent_id })
                  }
                >
                  {t("quality.begin")}
                </Button>
              </Space>
            ),
          },
        ]}
      />
    </>
  );
}
