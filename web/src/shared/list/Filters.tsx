import { Button, DatePicker, InputNumber, Select, Space } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useDirectory, useQueueName } from "@/shared/directory";
import { isoPicked, picked } from "@/shared/time/picked";
import pageStyles from "@/shared/ui/page.module.css";
import { SearchBox } from "./SearchBox";
import type { ListFilters } from "./useListFilters";

type Values = Pick<ListFilters<string>, "values" | "set">;

/** The filters above a list, with a way to clear them. */
export function FilterBar({ filters, children }: { filters: ListFilters<string>; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <search className={pageStyles.filters}>
      {children}
      {filters.active && <Button onClick={filters.clear}>{t("common.clear_filters")}</Button>}
    </search>
  );
}

/** `from` and `to`; `label` where it is not plain of what. */
export function PeriodFilter({ values, set, label }: Values & { label?: string }) {
  return (
    <DatePicker.RangePicker
      prefix={label}
      showTime={{ format: "HH:mm" }}
      format="YYYY-MM-DD HH:mm"
      value={[picked(values.from), picked(values.to)]}
      onChange={(range) =>
        set({ from: range?.[0] ? isoPicked(range[0]) : undefined, to: range?.[1] ? isoPicked(range[1]) : undefined })
      }
      allowEmpty={[true, true]}
    />
  );
}

interface TextProps extends Values {
  name: string;
  label: string;
  width?: number;
}

export function TextFilter({ values, set, name, label, width = 180 }: TextProps) {
  return (
    <SearchBox value={values[name] ?? ""} label={label} width={width} onSearch={(text) => set({ [name]: text })} />
  );
}

interface ChoiceProps extends Values {
  name: string;
  label: string;
  options: { value: string; label: string }[];
  width?: number;
}

export function ChoiceFilter({ values, set, name, label, options, width = 140 }: ChoiceProps) {
  return (
    <Select
      style={{ width }}
      allowClear
      value={values[name]}
      placeholder={label}
      aria-label={label}
      onChange={(value?: string) => set({ [name]: value })}
      options={options}
    />
  );
}

/** `agent`: a colleague who has a number. */
export function AgentFilter(props: Values) {
  const { t } = useTranslation();
  const { users } = useDirectory();
  const options = users
    .filter((user) => user.number !== null)
    .map((user) => ({ value: user.id, label: `${user.number} ${user.name}` }));
  return <ChoiceFilter {...props} name="agent" label={t("words.agent")} options={options} width={160} />;
}

export function QueueFilter(props: Values) {
  const { t } = useTranslation();
  const { queues } = useDirectory();
  const name = useQueueName();
  const options = queues.map((queue) => ({ value: queue.id, label: name(queue.id) }));
  return <ChoiceFilter {...props} name="queue" label={t("words.queue")} options={options} width={150} />;
}

/** `min_seconds` and `max_seconds`. */
export function LengthFilter({ values, set }: Values) {
  const { t } = useTranslation();
  const field = (name: "min_seconds" | "max_seconds", label: string) => (
    <InputNumber<number>
      style={{ width: 110 }}
      min={0}
      value={values[name] === undefined ? null : Number(values[name])}
      placeholder={label}
      aria-label={label}
      changeOnWheel={false}
      onChange={(value) => set({ [name]: value === null ? undefined : String(value) })}
    />
  );
  return (
    <Space.Compact>
      {field("min_seconds", t("common.seconds_from"))}
      {field("max_seconds", t("common.seconds_to"))}
    </Space.Compact>
  );
}
