import { Empty, Table, type TableProps } from "antd";
import { memo, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useKpiCatalogue } from "@/features/kpi/api";
import { KpiName } from "@/features/kpi/components/KpiName";
import { formatKpi } from "@/features/kpi/model";
import type { LiveFigures, LiveQueue } from "@/live/types";
import { useCalmLive } from "@/live/useCalmLive";
import { pickText } from "@/shared/format";
import { Elapsed } from "@/shared/time/Elapsed";
import styles from "../board.module.css";
import { type FigureSpan, lateFrom, sortQueues } from "../model";

/** Figures of the catalogue that a queue's row shows. */
const SHOWN = ["queued", "service_level", "answer_rate", "abandon_rate", "asa"];

/** Every queue: who waits now, who serves it, and its figures of today or of the last half hour. */
export function QueueTable({ span }: { span: FigureSpan }) {
  const queues = useCalmLive((state) => state.queues);
  const figures = useCalmLive((state) => state.queueFigures);
  return <Rows queues={queues} figures={figures} span={span} />;
}

interface Shown {
  queues: ReadonlyMap<string, LiveQueue>;
  figures: ReadonlyMap<string, LiveFigures>;
  span: FigureSpan;
}

const PAGES: TableProps["pagination"] = { pageSize: 15, hideOnSinglePage: true, size: "small" };

const Rows = memo(function Rows({ queues, figures, span }: Shown) {
  const { t, i18n } = useTranslation();
  const catalogue = useKpiCatalogue();
  const columns = useMemo<TableProps<LiveQueue>["columns"]>(() => {
    const kpis = SHOWN.flatMap((id) => catalogue.find((kpi) => kpi.id === id) ?? []);
    return [
      { title: t("words.queue"), render: (_, row) => pickText(row.name, i18n.language) || row.id },
      { title: t("live.waiting"), align: "end", className: "figure", render: (_, row) => <b>{row.waiting}</b> },
      {
        title: t("live.longest"),
        align: "end",
        render: (_, row) => (
          <Elapsed
            since={row.oldest}
            over={lateFrom(row, figures.get(row.id)?.serviceLevelSeconds ?? null)}
            late={styles.over}
          />
        ),
      },
      { title: t("live.logged_in"), align: "end", className: "figure", dataIndex: "loggedIn" },
      { title: t("words.state.available"), align: "end", className: "figure", dataIndex: "available" },
      { title: t("words.state.talking"), align: "end", className: "figure", dataIndex: "talking" },
      { title: t("live.wrap_up"), align: "end", className: "figure", dataIndex: "wrapUp" },
      ...kpis.map((kpi) => ({
        title: <KpiName kpi={kpi} />,
        key: kpi.id,
        align: "end" as const,
        className: "figure",
        render: (_: unknown, row: LiveQueue) => formatKpi(figures.get(row.id)?.[span][kpi.id], kpi.unit),
      })),
    ];
  }, [t, i18n.language, catalogue, figures, span]);

  return (
    <Table<LiveQueue>
      size="small"
      rowKey="id"
      pagination={PAGES}
      dataSource={sortQueues(queues.values())}
      locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("live.teach_queues")} /> }}
      columns={columns}
    />
  );
});
