import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Empty, Table } from "antd";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import { instant } from "@/api/clock";
import type { Kpi, KpiReport, KpiValues } from "@/api/types";
import { KpiName } from "@/features/kpi/components/KpiName";
import { change, formatKpi } from "@/features/kpi/model";
import { usePerson, useQueueName } from "@/shared/directory";
import { errorText } from "@/shared/errorText";
import { pickText } from "@/shared/format";
import { type Group, type Interval, intervalName } from "../model";
import styles from "../reports.module.css";

interface Props {
  report: { data: KpiReport | undefined; isPending: boolean; error: unknown; refetch: () => unknown };
  /** The same of the period before, to compare with. */
  earlier: KpiReport | undefined;
  kpis: readonly Kpi[];
  group: Group;
  interval: Interval;
}

/** A row for each queue, agent or unit (and interval), a column for each figure, the total below. */
export function ReportTable({ report, earlier, kpis, group, interval }: Props) {
  const { t, i18n } = useTranslation();
  const nameOf = useNames(group);
  if (report.error) {
    return (
      <Alert
        type="error"
        showIcon
        title={errorText(report.error, t, i18n.language)}
        action={<Button onClick={() => report.refetch()}>{t("common.retry")}</Button>}
      />
    );
  }
  const cell = (row: KpiValues, old: KpiValues | undefined, kpi: Kpi) => {
    const changed = old ? change(row.values[kpi.id], old.values[kpi.id], kpi.better) : null;
    return (
      <>
        {formatKpi(row.values[kpi.id], kpi.unit)}
        {changed && (
          <small className={styles.change} data-good={changed.good ?? undefined}>
            {`${changed.share > 0 ? "▲" : changed.share < 0 ? "▼" : "="} ${Math.abs(changed.share * 100).toFixed(1)}%`}
          </small>
        )}
      </>
    );
  };
  const rows = report.data?.rows ?? [];
  return (
    <div className={styles.wide}>
      <Table<KpiValues>
        size="small"
        rowKey={(row) => `${row.key} ${row.from}`}
        loading={report.isPending}
        dataSource={rows}
        pagination={{ pageSize: 50, hideOnSinglePage: true }}
        locale={{
          emptyText: report.isPending ? (
            <span />
          ) : (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("reports.teach")} />
          ),
        }}
        columns={[
          {
            title: t(`reports.groups.${group}`),
            render: (_, row) => <b className={styles.name}>{nameOf(row.key) || t("reports.groups.company")}</b>,
          },
          ...(interval === "none"
            ? []
            : [
                {
                  title: t("reports.from"),
                  className: "figure",
                  render: (_: unknown, row: KpiValues) => intervalName(instant(row.from) ?? 0, interval, i18n.language),
                },
              ]),
          ...kpis.map((kpi) => ({
            title: <KpiName kpi={kpi} />,
            key: kpi.id,
            align: "end" as const,
            className: "figure",
            render: (_: unknown, row: KpiValues) =>
              cell(
                row,
                earlier?.rows.find((old) => old.key === row.key),
                kpi,
              ),
          })),
        ]}
        summary={() => {
          const total = report.data?.total;
          if (!total || rows.length === 0) return null;
          return (
            <Table.Summary.Row>
              <Table.Summary.Cell index={0} colSpan={interval === "none" ? 1 : 2}>
                <b>{t("reports.total")}</b>
              </Table.Summary.Cell>
              {kpis.map((kpi, index) => (
                <Table.Summary.Cell key={kpi.id} index={index + 2} align="right">
                  <b className="figure">{cell(total, earlier?.total, kpi)}</b>
                </Table.Summary.Cell>
              ))}
            </Table.Summary.Row>
          );
        }}
      />
    </div>
  );
}

/** Names of what the rows are about. */
function useNames(group: Group): (key: string | null) => string {
  const { i18n } = useTranslation();
  const queueName = useQueueName();
  const person = usePerson();
  const units = useQuery({
    queryKey: ["units"],
    queryFn: () => take(api.GET("/api/v1/units")),
    enabled: group === "unit",
    staleTime: 60_000,
  });
  return (key) => {
    if (key === null || group === "company") return "";
    if (group === "queue") return queueName(key);
    if (group === "agent") return person(key) || key;
    const unit = units.data?.find((one) => one.id === key);
    return unit ? pickText({ zh: unit.name_zh, en: unit.name_en }, i18n.language) : key;
  };
}
