import { useTranslation } from "react-i18next";
import type { Kpi } from "@/api/types";
import { isLate } from "@/features/board/model";
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
  const late = isLate(queue, figures?.serviceLevelSeconds ?? null, now);
  const kpis = SHOWN.flatMap((id) => catalogue.find((kpi) => kpi.id === id) ?? []);
  return (
    <article className={styles.queue} data-alarm={late}>
      <h2>{pickText(queue.name, i18n.language) || queue.id}</h2>
      <div className={styles.big}>
        <span>
          <b className="figure">{queue.waiting}</b>
          {t("live.waiting")}
        </span>
        <span>
          <b className="figure">{queue.oldest === null ? "–" : formatDuration(secondsSince(queue.oldest, now))}</b>
          {t("live.longest")}
        </span>
        <span>
          <b className="figure">{queue.available}</b>
          {t("words.state.available")}
        </span>
        <span>
          <b className="figure">{queue.talking}</b>
          {t("words.state.talking")}
        </span>
      </div>
      <dl>
        {kpis.map((kpi) => (
          <div key={kpi.id}>
            <dt>{pickText({ ...kpi.name }, i18n.language)}</dt>
            <dd className="figure">{formatKpi(figures?.day[kpi.id], kpi.unit)}</dd>
          </div>
        ))}
      </dl>
    </article>
  );
}
