import { DownloadOutlined } from "@ant-design/icons";
import { Alert, Button, Select } from "antd";
import { useTranslation } from "react-i18next";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { saveBlob } from "@/shared/download";
import { errorText } from "@/shared/errorText";
import { asDefinition, useCustomerFields } from "@/shared/fields/customer";
import { canFilter } from "@/shared/fields/definitions";
import { pickText } from "@/shared/format";
import { useListFilters } from "@/shared/list/useListFilters";
import { Loading } from "@/shared/ui/Loading";
import { NothingYet } from "@/shared/ui/NothingYet";
import { PageHead } from "@/shared/ui/PageHead";
import { Panel } from "@/shared/ui/Panel";
import { CustomerFilters } from "./components/CustomerFilters";
import { Distribution } from "./components/Distribution";
import { OverTime } from "./components/OverTime";
import { useKeyName } from "./components/useKeyName";
import { FILTERS, narrowedBy } from "./listing";
import {
  BY,
  byPeriod,
  csvOf,
  INTERVALS,
  type Interval,
  listOf,
  ownOf,
  type PeriodRow,
  type StatisticsRow,
  useCustomerStatistics,
} from "./statistics";

const CHOOSING = ["choice", "choices", "yes_no"];

/** How many customers there are of each kind, and how many were entered when; each figure leads to those it counts. */
export function Component() {
  const { t, i18n } = useTranslation();
  const user = useUser();
  const definitions = useCustomerFields();
  const fields = (definitions.data?.fields ?? []).filter((one) => one.active !== false);
  const asked = fields
    .filter((one) => one.show?.includes("list"))
    .map(asDefinition)
    .filter(canFilter);
  const counted = fields.filter((one) => CHOOSING.includes(one.kind));
  const filters = useListFilters<string>([
    "by",
    "interval",
    ...FILTERS.filter((one) => one !== "q"),
    ...fields.map((one) => `field.${one.code}`),
  ]);
  const { values, set } = filters;
  const by = values.by ?? "category";
  const interval: Interval = INTERVALS.find((one) => one === values.interval) ?? "none";
  const query = useCustomerStatistics(
    { ...narrowedBy(values, fields), by, interval },
    definitions.data !== undefined || !definitions.isPending,
  );
  const keyName = useKeyName(by, fields);
  const own = fields.find((one) => one.code === ownOf(by));
  const known = BY.find((one) => one === by);
  const head = known ? t(`customerstats.by.${known}`) : pickText(own?.label, i18n.language) || by;
  const several = by === "tag" || own?.kind === "choices";
  const rows = query.data?.rows ?? [];
  const links = mayDo(user, "customers.read") && (!ownOf(by) || asked.some((one) => one.code === ownOf(by)));
  const stored = (key: string) => (own?.kind === "yes_no" && key !== "" ? String(key === "1") : key);
  const link = (key: string | null, { starts, ends }: Partial<PeriodRow | StatisticsRow> = {}) =>
    links
      ? listOf(values, { by, key: key === null ? null : stored(key), starts: starts ?? null, ends: ends ?? null })
      : null;
  const named = new Map(rows.map((row) => [row.key, keyName(row)]));

  function save(): void {
    const lines = rows.map((row) => [keyName(row), ...(interval === "none" ? [] : [row.period ?? ""]), row.count]);
    const heads = [head, ...(interval === "none" ? [] : [t("customerstats.period")]), t("customerstats.count")];
    saveBlob(new Blob([csvOf([heads, ...lines])], { type: "text/csv" }), "customers-by.csv");
  }

  return (
    <>
      <PageHead
        title={t("customerstats.title")}
        detail={t("customerstats.detail")}
        actions={
          <Button icon={<DownloadOutlined />} disabled={rows.length === 0} onClick={save}>
            {t("common.export_csv")}
          </Button>
        }
      />
      <CustomerFilters filters={filters} fields={asked} searched={false}>
        <Select<string>
          style={{ width: 170 }}
          prefix={t("customerstats.count_by")}
          value={by}
          aria-label={t("customerstats.count_by")}
          onChange={(value) => set({ by: value })}
          options={[
            ...BY.map((one) => ({ value: one as string, label: t(`customerstats.by.${one}`) })),
            ...counted.map((one) => ({ value: `field.${one.code}`, label: pickText(one.label, i18n.language) })),
          ]}
        />
        <Select<Interval>
          style={{ width: 130 }}
          value={interval}
          aria-label={t("customerstats.interval")}
          onChange={(value) => set({ interval: value })}
          options={INTERVALS.map((value) => ({ value, label: t(`customerstats.intervals.${value}`) }))}
        />
      </CustomerFilters>
      <Panel title={head} extra={query.data && <span>{t("customerstats.total", { count: query.data.total })}</span>}>
        {query.error && <Alert type="error" showIcon title={errorText(query.error, t, i18n.language)} />}
        {query.isPending && <Loading />}
        {several && <p>{t("customerstats.several")}</p>}
        {query.data?.total === 0 && <NothingYet teach={t("customerstats.nothing")} />}
        {rows.length > 0 &&
          (query.data?.interval === "none" ? (
            <Distribution
              rows={rows}
              total={query.data.total}
              head={head}
              nameOf={keyName}
              linkOf={(row) => link(row.key)}
            />
          ) : (
            <OverTime
              {...byPeriod(rows)}
              nameOf={(key) => named.get(key) ?? key}
              linkOf={(row, key) => (key === null && several ? null : link(key, row))}
            />
          ))}
      </Panel>
    </>
  );
}
