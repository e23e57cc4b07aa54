import { BellOutlined } from "@ant-design/icons";
import { Button, Empty, Table, type TableProps } from "antd";
import { memo, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useKpiCatalogue } from "@/features/kpi/api";
import { KpiName } from "@/features/kpi/components/KpiName";
import { formatKpi } from "@/features/kpi/model";
import type { LiveFigures, LiveQueue, QueueAlarm } from "@/live/types";
import { useCalmLive } from "@/live/useCalmLive";
import { pickText } from "@/shared/format";
import { Elapsed } from "@/shared/time/Elapsed";
import { useSteadyOrder } from "@/shared/useSteadyOrder";
import styles from "../board.module.css";
import { alarmsOf, type FigureSpan, lateFrom, sortQueues } from "../model";
import { OverLimit } from "./OverLimit";

/** Figures of the catalogue that a queue's row shows. */
const SHOWN = ["queued", "service_level", "answer_rate", "abandon_rate", "asa"];

/** Figures of today that can have a threshold. */
const LIMITED = { service_level: "service_level", abandon_rate: "abandon_rate" } as const;

interface Props {
  span: FigureSpan;
  /** Opens the thresholds of a queue; absent for whoever may not set them. */
  onLimits?: (queue: LiveQueue) => void;
}

/** Every queue: who waits now, who serves it, and its figures of today or of the last half hour. */
export function QueueTable({ span, onLimits }: Props) {
  const queues = useCalmLive((state) => state.queues);
  const figures = useCalmLive((state) => state.queueFigures);
  const alarms = useCalmLive((state) => state.queueAlarms);
  return <Rows queues={queues} figures={figures} alarms={alarms} span={span} onLimits={onLimits} />;
}

interface Shown extends Props {
  queues: ReadonlyMap<string, LiveQueue>;
  figures: ReadonlyMap<string, LiveFigures>;
  alarms: ReadonlyMap<string, QueueAlarm>;
}

const isLimited = (kpi: string): kpi is keyof typeof LIMITED => kpi in LIMITED;

const PAGES: TableProps["pagination"] = { pageSize: 15, hideOnSinglePage: true, size: "small" };

const Rows = memo(function Rows({ queues, figures, alarms, span, onLimits }: Shown) {
  const { t, i18n } = useTranslation();
  const catalogue = useKpiCatalogue();
  const columns = useMemo<TableProps<LiveQueue>["columns"]>(() => {
    const over = (row: LiveQueue) => alarmsOf(alarms, row.id);
    const kpis = SHOWN.flatMap((id) => catalogue.find((kpi) => kpi.id === id) ?? []);
    return [
      { title: t("words.queue"), render: (_, row) => pickText(row.name, i18n.language) || row.id },
      {
        title: t("live.waiting"),
        align: "end",
        className: "figure",
        render: (_, row) => (
          <OverLimit alarm={over(row).waiting}>
            <b>{row.waiting}</b>
          </OverLimit>
        ),
      },
      {
        title: t("live.longest"),
        align: "end",
        render: (_, row) => (
          <OverLimit alarm={over(row).longest_wait}>
            <Elapsed
              since={row.oldest}
              over={lateFrom(row, figures.get(row.id)?.serviceLevelSeconds ?? null)}
              late={styles.over}
            />
          </OverLimit>
        ),
      },
      {
        title: t("live.logged_in"),
        align: "end",
        className: "figure",
        render: (_, row) => <OverLimit alarm={over(row).no_agents}>{row.loggedIn}</OverLimit>,
      },
      { title: t("words.state.available"), align: "end", className: "figure", dataIndex: "available" },
      { title: t("words.state.talking"), align: "end", className: "figure", dataIndex: "talking" },
      { title: t("live.wrap_up"), align: "end", className: "figure", dataIndex: "wrapUp" },
      ...kpis.map((kpi) => ({
        title: <KpiName kpi={kpi} />,
        key: kpi.id,
        align: "end" as const,
        className: "figure",
        render: (_: unknown, row: LiveQueue) => (
          <OverLimit alarm={span === "day" && isLimited(kpi.id) ? over(row)[kpi.id] : undefined}>
            {formatKpi(figures.get(row.id)?.[span][kpi.id], kpi.unit)}
          </OverLimit>
        ),
      })),
      {
        title: <span className="visually-hidden">{t("live.alarm.set")}</span>,
        hidden: onLimits === undefined,
        width: 48,
        render: (_, row) => (
          <Button
            type="text"
            size="small"
            icon={<BellOutlined />}
            title={t("live.alarm.set")}
            aria-label={t("live.alarm.set_of", { queue: pickText(row.name, i18n.language) || row.id })}
            onClick={() => onLimits?.(row)}
          />
        ),
      },
    ];
  }, [t, i18n.language, catalogue, figures, alarms, span, onLimits]);

  const sorted = useMemo(() => sortQueues(queues.values()), [queues]);
  const { rows, around } = useSteadyOrder(sorted);
  return (
    <div {...around}>
      <Table<LiveQueue>
        size="small"
        rowKey="id"
        pagination={PAGES}
        dataSource={rows}
        locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("live.teach_queues")} /> }}
        columns={columns}
      />
    </div>
  );
});
