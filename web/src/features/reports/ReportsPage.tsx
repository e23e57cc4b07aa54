import { Segmented, Select, Switch } from "antd";
import { useTranslation } from "react-i18next";
import { mayDoForOthers } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { useKpiCatalogue, useKpiValues } from "@/features/kpi/api";
import { FilterBar } from "@/shared/list/Filters";
import { useListFilters } from "@/shared/list/useListFilters";
import { PageHead } from "@/shared/ui/PageHead";
import { Panel } from "@/shared/ui/Panel";
import { Formulas } from "./components/Formulas";
import { PeriodChoice } from "./components/PeriodChoice";
import { ReportTable } from "./components/ReportTable";
import { chosenSpan, GROUPS, type Group, INTERVALS, type Interval, type Span, spanBefore } from "./model";
import styles from "./reports.module.css";

const FILTERS = ["period", "from", "to", "group", "interval", "compare"] as const;

/** Figures of the catalogue by queue, agent, unit or company; over a period, in intervals, against the one before. */
export function Component() {
  const { t } = useTranslation();
  const user = useUser();
  const filters = useListFilters(FILTERS);
  const { values, set } = filters;
  const groups: readonly Group[] = mayDoForOthers(user, "kpis.read") ? GROUPS : ["agent"];
  const group = groups.find((one) => one === values.group) ?? (groups[0] as Group);
  const interval: Interval = INTERVALS.find((one) => one === values.interval) ?? "none";
  const { span } = chosenSpan(values, "today");
  const compare = values.compare === "1" && interval === "none";
  const asked = ({ from, to }: Span) => ({ group, interval, from: from.toISOString(), to: to.toISOString() });

  const catalogue = useKpiCatalogue().filter((kpi) => kpi.groups.includes(group));
  const report = useKpiValues(asked(span));
  const earlier = useKpiValues(asked(spanBefore(span)), compare);

  return (
    <>
      <PageHead title={t("frame.reports")} detail={t("reports.detail")} />
      <FilterBar filters={filters}>
        <PeriodChoice values={values} set={set} usual="today" />
        <Segmented<Group>
          value={group}
          onChange={(value) => set({ group: value })}
          options={groups.map((value) => ({ value, label: t(`reports.groups.${value}`) }))}
          aria-label={t("reports.group")}
        />
        <Select<Interval>
          style={{ width: 120 }}
          value={interval}
          onChange={(value) => set({ interval: value })}
          aria-label={t("reports.interval")}
          options={INTERVALS.map((value) => ({ value, label: t(`reports.intervals.${value}`) }))}
        />
        <span className={styles.compare}>
          <Switch
            checked={compare}
            disabled={interval !== "none"}
            onChange={(on) => set({ compare: on ? "1" : undefined })}
            aria-label={t("reports.compare")}
          />
          {t("reports.compare")}
        </span>
      </FilterBar>
      <Panel>
        <ReportTable
          report={report}
          earlier={compare ? earlier.data : undefined}
          kpis={catalogue}
          group={group}
          interval={interval}
        />
      </Panel>
      <Formulas kpis={catalogue} />
    </>
  );
}
