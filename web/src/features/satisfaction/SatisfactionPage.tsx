import { Segmented } from "antd";
import { useTranslation } from "react-i18next";
import { mayDo, mayDoForOthers } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { PeriodChoice } from "@/features/reports/components/PeriodChoice";
import { chosenSpan } from "@/features/reports/model";
import { ExportMenu } from "@/shared/list/ExportMenu";
import { AgentFilter, FilterBar, QueueFilter } from "@/shared/list/Filters";
import { parameters } from "@/shared/list/parameters";
import { useListFilters } from "@/shared/list/useListFilters";
import { PageHead } from "@/shared/ui/PageHead";
import { Panel } from "@/shared/ui/Panel";
import { useRatings, useReport } from "./api";
import { Ratings } from "./components/Ratings";
import { Report } from "./components/Report";
import { GROUPS, type Group } from "./model";

/** How customers rated: the figures per agent or queue, and the answers themselves. */
export function Component() {
  const { t } = useTranslation();
  const user = useUser();
  const others = mayDoForOthers(user, "surveys.read");
  const filters = useListFilters(["period", "from", "to", "by", "agent", "queue"] as const);
  const { values, set } = filters;
  const groups: readonly Group[] = others ? GROUPS : ["agent"];
  const group = groups.find((one) => one === values.by) ?? "agent";
  const { span } = chosenSpan(values, "month");
  const narrowed = {
    from: span.from.toISOString(),
    to: span.to.toISOString(),
    agent: values.agent,
    queue: values.queue,
  };
  const report = useReport({ ...narrowed, by: group });
  const whole = useReport({ ...narrowed, by: "all" });
  const ratings = useRatings({ ...narrowed, page: filters.page, page_size: filters.pageSize });

  return (
    <>
      <PageHead
        title={t("frame.satisfaction")}
        detail={t("satisfaction.detail")}
        actions={
          mayDo(user, "surveys.export") && (
            <ExportMenu path="/exports/ratings" name="ratings" query={parameters(narrowed)} />
          )
        }
      />
      <FilterBar filters={filters}>
        <PeriodChoice values={values} set={set} usual="month" />
        {others && (
          <Segmented<Group>
            value={group}
            onChange={(value) => set({ by: value })}
            options={groups.map((value) => ({ value, label: t(`reports.groups.${value}`) }))}
            aria-label={t("reports.group")}
          />
        )}
        {others && <AgentFilter {...filters} />}
        <QueueFilter {...filters} />
      </FilterBar>
      <Panel title={t("satisfaction.report")}>
        <Report query={report} whole={whole.data?.[0]} group={group} onChoose={(key) => set({ [group]: key })} />
      </Panel>
      <Panel title={t("satisfaction.ratings")} style={{ marginTop: 16 }}>
        <Ratings query={ratings} filters={filters} />
      </Panel>
    </>
  );
}
