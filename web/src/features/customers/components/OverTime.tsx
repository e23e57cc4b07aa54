import { Progress, Table } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { PeriodRow } from "../statistics";

interface Props {
  keys: readonly string[];
  periods: readonly PeriodRow[];
  nameOf: (key: string) => string;
  /** Null as key: all of a period. */
  linkOf: (row: PeriodRow, key: string | null) => string | null;
}

/** How many were entered in each period, the newest first, of the most frequent kinds side by side. */
export function OverTime({ keys, periods, nameOf, linkOf }: Props) {
  const { t } = useTranslation();
  const most = Math.max(1, ...periods.map((one) => one.total));
  const rest = periods.some((one) => one.rest > 0);
  const figure = (row: PeriodRow, key: string | null, count: number) => {
    const to = count > 0 ? linkOf(row, key) : null;
    return to === null ? count : <Link to={to}>{count}</Link>;
  };
  const right = { align: "end" as const, className: "figure" };
  return (
    <Table<PeriodRow>
      size="small"
      rowKey="period"
      dataSource={[...periods]}
      scroll={{ x: "max-content" }}
      pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
      columns={[
        { title: t("customerstats.period"), width: 120, className: "figure", dataIndex: "period" },
        {
          title: t("customerstats.entered"),
          width: 220,
          render: (_, row) => (
            <Progress
              percent={(row.total / most) * 100}
              status="normal"
              showInfo={false}
              aria-label={`${row.period} ${row.total}`}
            />
          ),
        },
        { title: t("customerstats.sum"), ...right, render: (_, row) => figure(row, null, row.total) },
        ...keys.map((key) => ({
          key: `key-${key}`,
          title: nameOf(key),
          ...right,
          render: (_: unknown, row: PeriodRow) => figure(row, key, row.counts[key] ?? 0),
        })),
        ...(rest ? [{ title: t("customerstats.rest"), dataIndex: "rest", ...right }] : []),
      ]}
    />
  );
}
