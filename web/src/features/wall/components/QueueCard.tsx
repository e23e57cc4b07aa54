import { WarningFilled } from "@ant-design/icons";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Kpi } from "@/api/types";
import { type Alarms, alarmsOf, isLate } from "@/features/board/model";
import { formatKpi } from "@/features/kpi/model";
import { useLive } from "@/live/hooks";
import type { LiveQueue } from "@/live/types";
import { formatDuration, pickText, secondsSince } from "@/shared/format";
import styles from "../wall.module.css";

const SHOWN = ["service_level", "abandon_rate", "asa", "queued"];

/** A queue from across the room: who waits, who is free, and today's figures. */
export function QueueCard({ queue, catalogue, now }: { queue: LiveQueue; catalogue: readonly Kpi[]; now: number }) {
  const { t, i18n } = useTranslation();
  const figures = useLive((state) => state.queueFigures.get(queue.id));
  const alarms = useLive((state) => state.queueAlarms);
  const over: Alarms = useMemo(() => alarmsOf(alarms, queue.id), [alarms, queue.id]);
  const late = isLate(queue, figures?.serviceLevelSeconds ?? null, now);
  const big = [
    { key: "waiting", value: queue.waiting, name: t("live.waiting"), alarm: over.waiting },
    {
      key: "longest",
      value: queue.oldest === null ? "–" : formatDuration(secondsSince(queue.oldest, now)),
      name: t("live.longest"),
      alarm: over.longest_wait,
    },
    { key: "available", value: queue.available, name: t("words.state.available"), alarm: over.no_agents },
    { key: "talking", value: queue.talking, name: t("words.state.talking"), alarm: undefined },
  ];
  const kpis = SHOWN.flatMap((id) => catalogue.find((kpi) => kpi.id === id) ?? []);
  return (
    <article className={styles.queue} data-alarm={late || Object.keys(over).length > 0}>
      <h2>{pickText(queue.name, i18n.language) || queue.id}</h2>
      <div className={styles.big}>
        {big.map(({ key, value, name, alarm }) => (
          <span key={key} data-over={alarm?.measure}>
            <b className="figure">
              {alarm && <WarningFilled aria-label={pickText(alarm.words, i18n.language)} />}
              {value}
            </b>
            {name}
          </span>
        ))}
      </div>
      <dl>
        {kpis.map((kpi) => {
          const alarm = kpi.id === "service_level" || kpi.id === "abandon_rate" ? over[kpi.id] : undefined;
          return (
            <div key={kpi.id} data-over={alarm?.measure}>
              <dt>{pickText({ ...kpi.name }, i18n.language)}</dt>
              <dd className="figure">
                {alarm && <WarningFilled aria-label={pickText(alarm.words, i18n.language)} />}
                {formatKpi(figures?.day[kpi.id], kpi.unit)}
              </dd>
            </div>
          );
        })}
      </dl>
    </article>
  );
}
