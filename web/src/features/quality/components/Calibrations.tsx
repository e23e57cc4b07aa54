import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { instant } from "@/api/clock";
import { usePerson } from "@/shared/directory";
import { formatDateTime, pickText } from "@/shared/format";
import { DataTable } from "@/shared/list/DataTable";
import { ChoiceFilter, FilterBar } from "@/shared/list/Filters";
import { useListFilters } from "@/shared/list/useListFilters";
import { useCalibrations } from "../api";
import { CALIBRATION_STATES, type Calibration } from "../model";

const COLOURS = { open: "blue", closed: "green", cancelled: "default" } as const;

export function CalibrationState({ state }: { state: Calibration["state"] }) {
  const { t } = useTranslation();
  return <Tag color={COLOURS[state]}>{t(`quality.calibration_state.${state}`)}</Tag>;
}

/** 校准: the same conversation scored by several, each for himself, and how far they are apart. */
export function Calibrations() {
  const { t, i18n } = useTranslation();
  const person = usePerson();
  const filters = useListFilters(["state"]);
  const calibrations = useCalibrations({
    state: CALIBRATION_STATES.find((one) => one === filters.values.state),
    page: filters.page,
    page_size: filters.pageSize,
  });
  return (
    <>
      <FilterBar filters={filters}>
        <ChoiceFilter
          {...filters}
          name="state"
          label={t("live.state")}
          options={CALIBRATION_STATES.map((value) => ({ value, label: t(`quality.calibration_state.${value}`) }))}
        />
      </FilterBar>
      <DataTable<Calibration>
        query={calibrations}
        filters={filters}
        teach={t("quality.teach.calibrations")}
        columns={[
          {
            title: t("quality.calibration"),
            render: (_, row) => <Link to={`/quality/calibrations/${row.id}`}>{row.name}</Link>,
          },
          { title: t("quality.scorecard"), render: (_, row) => pickText(row.scorecard, i18n.language) },
          { title: t("words.agent"), render: (_, row) => person(row.agent_id) },
          {
            title: t("quality.done"),
            className: "figure",
            render: (_, row) => `${row.done.length} / ${row.participants.length}`,
          },
          { title: t("live.state"), render: (_, row) => <CalibrationState state={row.state} /> },
          {
            title: t("quality.due"),
            render: (_, row) => (row.due_at ? formatDateTime(instant(row.due_at), i18n.language) : "–"),
          },
        ]}
      />
    </>
  );
}
