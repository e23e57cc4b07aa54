import { useTranslation } from "react-i18next";
import { useLive } from "@/live/hooks";
import { formatDuration, secondsSince } from "@/shared/format";
import { useNow } from "@/shared/time/useNow";
import styles from "../board.module.css";
import { anyLate, totals } from "../model";

/** The whole centre in six figures. */
export function Tiles() {
  const { t } = useTranslation();
  const now = useNow();
  const queues = useLive((state) => state.queues);
  const agents = useLive((state) => state.agents);
  const calls = useLive((state) => state.calls);
  const figures = useLive((state) => state.queueFigures);
  const sum = totals(queues, agents, calls);
  const longest = secondsSince(sum.oldest, now);
  const tiles = [
    { key: "waiting", value: String(sum.waiting), alarm: false },
    {
      key: "longest",
      value: sum.oldest === null ? "–" : formatDuration(longest),
      alarm: anyLate(queues, figures, now),
    },
    { key: "calls", value: String(sum.calls), alarm: false },
    { key: "talking", value: String(sum.talking), alarm: false },
    { key: "available", value: String(sum.available), alarm: sum.available === 0 && sum.waiting > 0 },
    { key: "logged_in", value: String(sum.loggedIn), alarm: false },
  ] as const;
  return (
    <section className={styles.tiles} aria-label={t("live.totals")}>
      {tiles.map((tile) => (
        <div key={tile.key} className={`${styles.tile} ${tile.alarm ? styles.alarm : ""}`}>
          <b className="figure">{tile.value}</b>
          <span>{t(`live.tile.${tile.key}`)}</span>
        </div>
      ))}
    </section>
  );
}
