import { DatePicker, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { ListFilters } from "@/shared/list/useListFilters";
import { isoPicked, picked } from "@/shared/time/picked";
import { chosenSpan, PERIODS, type Period } from "../model";

interface Props extends Pick<ListFilters<"period" | "from" | "to">, "values" | "set"> {
  /** The one without a choice. */
  usual: Period;
}

/** A period by its name, or from one moment to another; kept in the address as `period`, `from`, `to`. */
export function PeriodChoice({ values, set, usual }: Props) {
  const { t } = useTranslation();
  const { period, span } = chosenSpan(values, usual);
  return (
    <>
      <Select<Period>
        style={{ width: 130 }}
        value={period}
        onChange={(value) => set({ period: value })}
        aria-label={t("reports.period")}
        options={PERIODS.map((value) => ({ value, label: t(`reports.periods.${value}`) }))}
      />
      {period === "custom" && (
        <DatePicker.RangePicker
          showTime={{ format: "HH:mm" }}
          format="YYYY-MM-DD HH:mm"
          value={[picked(span.from.getTime()), picked(span.to.getTime())]}
          onChange={(range) =>
            set({
              from: range?.[0] ? isoPicked(range[0]) : undefined,
              to: range?.[1] ? isoPicked(range[1]) : undefined,
            })
          }
          allowClear={false}
        />
      )}
    </>
  );
}
