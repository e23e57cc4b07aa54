import { Empty, Table, type TableProps } from "antd";
import { useTranslation } from "react-i18next";
import type { Kpi } from "@/api/types";
import { useKpiCatalogue } from "@/features/kpi/api";
import { KpiName } from "@/features/kpi/components/KpiName";
import { formatKpi } from "@/features/kpi/model";
import { useLive } from "@/live/hooks";
import type { LiveQueue } from "@/live/types";
import { formatDuration, pickText, secondsSince } from "@/shared/format";
import { useNow } from "@/shared/time/useNow";
import styles from "../board.module.css";
import { type FigureSpan, isLate, sortQueues } from "../model";

/** Figures of the catalogue that a queue's row shows. */
const SHOWN = ["queued", "service_level", "answer_rate", "abandon_rate", "asa"];

/** Every queue: who waits now, who serves it, and its figures of today or of the last half hour. */
export function QueueTable({ span }: { span: FigureSpan }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const queues = useLive((state) => state.queues);
  const figures = useLive((state) => state.queueFigures);
  const catalogue = useKpiCatalogue();
  const kpis = SHOWN.flatMap((id) => catalogue.find((kpi) => kpi.id === id) ?? []);

  const figure = (kpi: Kpi): NonNullable<TableProps<LiveQueue>["columns"]>[number] => ({
    title: <KpiName kpi={kpi} />,
    key: kpi.id,
    align: "end",
    className: "figure",
    render: (_, row) => formatKpi(figures.get(row.id)?.[span][kpi.id], kpi.unit),
  });

  return (
    <Table<LiveQueue>
      size="small"
      rowKey="id"
      pagination={{ pageSize: 15, hideOnSinglePage: true, size: "small" }}
      dataSource={sortQueues(queues.values())}
      locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("live.teach_queues")} /> }}
      columns={[
        { title: t("words.queue"), render: (_, row) => pickText(row.name, i18n.language) || row.id },
        { title: t("live.waiting"), align: "end", className: "figure", render: (_, row) => <b>{row.waiting}</b> },
        {
          title: t("live.longest"),
          align: "end",
          render: (_, row) => (
            <span
              className={`figure ${isLate(row, figures.get(row.id)?.serviceLevelSeconds ?? null, now) ? styles.over : ""}`}
            >
              {row.oldest === null ? "–" : formatDuration(secondsSince(row.oldest, now))}
            </span>
          ),
        },
        { title: t("live.logged_in"), align: "end", className: "figure", dataIndex: "loggedIn" },
        { title: t("words.state.available"), align: "end", className: "figure", dataIndex: "available" },
        { title: t("words.state.talking"), align: "end", className: "figure", dataIndex: "talking" },
        { title: t("live.wrap_up"), align: "end", className: "figure", dataIndex: "wrapUp" },
        ...kpis.map(figure),
      ]}
    />
  );
}
