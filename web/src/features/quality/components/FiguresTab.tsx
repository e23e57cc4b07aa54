import { Progress, Segmented, Table } from "antd";
import { useTranslation } from "react-i18next";
import { mayDoForOthers } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { usePerson, useQueueName } from "@/shared/directory";
import { pickText } from "@/shared/format";
import { ChoiceFilter, FilterBar, PeriodFilter, QueueFilter } from "@/shared/list/Filters";
import { useListFilters } from "@/shared/list/useListFilters";
import { NothingYet } from "@/shared/ui/NothingYet";
import { Panel } from "@/shared/ui/Panel";
import { useCriteriaFigures, useFigures, useScorecards } from "../api";
import { type Figures, GROUPS } from "../model";

const FILTERS = ["from", "to", "queue", "scorecard", "by"] as const;

/** What published assessments show: by agent, queue, scorecard or assessor; and where points are lost. */
export function FiguresTab() {
  const { t, i18n } = useTranslation();
  const user = useUser();
  const person = usePerson();
  const queueName = useQueueName();
  const scorecards = useScorecards().data ?? [];
  const filters = useListFilters(FILTERS);
  const { from, to, queue, scorecard } = filters.values;
  const by = GROUPS.find((one) => one === filters.values.by) ?? "agent";
  const figures = useFigures({ by, from, to, queue, scorecard });
  const named = (key: string) => {
    if (by === "queue") return queueName(key) || t("quality.no_queue");
    if (by === "scorecard")
      return pickText(scorecards.find((one) => one.id === key)?.name, i18n.language) || t("fields.unknown");
    return person(key) || t("fields.unknown");
  };
  const percent = (value: number | null) => (value === null ? "–" : `${value}%`);
  const count = (title: string, name: "assessed" | "fatal" | "appealed") => ({
    title,
    dataIndex: name,
    align: "end" as const,
    className: "figure",
    sorter: (one: Figures, other: Figures) => one[name] - other[name],
  });
  return (
    <>
      <FilterBar filters={filters}>
        <PeriodFilter {...filters} />
        <QueueFilter {...filters} />
        <ChoiceFilter
          {...filters}
          name="scorecard"
          label={t("quality.scorecard")}
          width={170}
          options={scorecards.map((one) => ({ value: one.id, label: pickText(one.name, i18n.language) }))}
        />
        {mayDoForOthers(user, "quality.read") && (
          <Segmented
            aria-label={t("quality.by")}
            value={by}
            onChange={(chosen) => filters.set({ by: chosen })}
            options={GROUPS.map((value) => ({ value, label: t(`quality.group.${value}`) }))}
          />
        )}
      </FilterBar>
      <Table<Figures>
        rowKey="key"
        loading={figures.isLoading}
        pagination={false}
        dataSource={figures.data ?? []}
        locale={{ emptyText: <NothingYet teach={t("quality.teach.figures")} /> }}
        columns={[
          { title: t(`quality.group.${by}`), render: (_, row) => named(row.key) },
          count(t("quality.assessed"), "assessed"),
          {
            title: t("quality.mean"),
            align: "end",
            className: "figure",
            sorter: (one, other) => (one.mean ?? -1) - (other.mean ?? -1),
            render: (_, row) => percent(row.mean),
          },
          {
            title: t("quality.pass_rate"),
            align: "end",
            className: "figure",
            sorter: (one, other) => (one.pass_rate ?? -1) - (other.pass_rate ?? -1),
            render: (_, row) => percent(row.pass_rate),
          },
          count(t("quality.fatal"), "fatal"),
          count(t("quality.state.appealed"), "appealed"),
        ]}
      />
      <p>{t("quality.formula")}</p>
      {scorecard && <Lost scorecard={scorecard} query={{ from, to, queue }} />}
    </>
  );
}

function Lost({ scorecard, query }: { scorecard: string; query: { from?: string; to?: string; queue?: string } }) {
  const { t, i18n } = useTranslation();
  const rows = useCriteriaFigures(scorecard, query).data ?? [];
  return (
    <Panel title={t("quality.lost_title")}>
      <Table
        size="small"
        rowKey="code"
        pagination={false}
        dataSource={rows}
        columns={[
          { title: t("quality.criterion"), render: (_, row) => pickText(row.label, i18n.language) },
          { title: t("quality.answered"), dataIndex: "answered", align: "end", className: "figure" },
          { title: t("quality.fatal"), dataIndex: "fatal", align: "end", className: "figure" },
          {
            title: t("quality.lost"),
            width: "40%",
            render: (_, row) =>
              row.lost === null ? (
                "–"
              ) : (
                <Progress
                  percent={row.lost}
                  size="small"
                  status="normal"
                  strokeColor="var(--state-busy)"
                  format={(value) => `${value}%`}
                  aria-label={`${pickText(row.label, i18n.language)} ${row.lost}%`}
                />
              ),
          },
        ]}
      />
    </Panel>
  );
}
