import { FullscreenOutlined, PauseOutlined, PlayCircleOutlined } from "@ant-design/icons";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { anyLate, sortQueues, totals } from "@/features/board/model";
import { useKpiCatalogue } from "@/features/kpi/api";
import { useConnection, useLive } from "@/live/hooks";
import { formatClock, formatDuration, secondsSince } from "@/shared/format";
import { every } from "@/shared/time/ticker";
import { useNow } from "@/shared/time/useNow";
import { QueueCard } from "./components/QueueCard";
import { PER_PAGE, pagesOf, TURN_SECONDS, turn } from "./model";
import styles from "./wall.module.css";

/** The board for a TV: big figures on dark ground, queues in turn. F: full screen, arrows: turn, space: stop. */
export function Component() {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const queues = useLive((state) => state.queues);
  const agents = useLive((state) => state.agents);
  const calls = useLive((state) => state.calls);
  const figures = useLive((state) => state.queueFigures);
  const { staleSince } = useConnection();
  const coreUp = useLive((state) => state.coreUp);
  const catalogue = useKpiCatalogue();
  const [steps, setSteps] = useState(0);
  const [paused, setPaused] = useState(false);
  const pages = pagesOf(queues.size);
  const page = turn(steps, pages);
  // In the order of their names: places must not change while people look at them.
  const shown = sortQueues(queues.values())
    .sort((a, b) => a.id.localeCompare(b.id))
    .slice(page * PER_PAGE, (page + 1) * PER_PAGE);
  const sum = totals(queues, agents, calls);

  useEffect(() => {
    if (!paused && pages > 1) return every(TURN_SECONDS * 1000, () => setSteps((before) => before + 1));
  }, [paused, pages]);

  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "f" || event.key === "F") fullScreen();
      else if (event.key === "ArrowRight") setSteps((before) => before + 1);
      else if (event.key === "ArrowLeft") setSteps((before) => before - 1);
      else if (event.key === " " && !(event.target instanceof HTMLButtonElement)) setPaused((before) => !before);
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, []);

  const tiles = [
    { key: "waiting", value: sum.waiting, alarm: sum.waiting > 0 && sum.available === 0 },
    {
      key: "longest",
      value: sum.oldest === null ? "–" : formatDuration(secondsSince(sum.oldest, now)),
      alarm: anyLate(queues, figures, now),
    },
    { key: "talking", value: sum.talking, alarm: false },
    { key: "available", value: sum.available, alarm: false },
    { key: "logged_in", value: sum.loggedIn, alarm: false },
  ] as const;

  return (
    <main className={styles.wall}>
      <header className={styles.head}>
        <h1>{t("frame.live")}</h1>
        {staleSince !== null ? (
          <b role="alert">{t("frame.stale", { since: formatClock(staleSince, i18n.language) })}</b>
        ) : (
          !coreUp && <b role="alert">{t("wall.core_down")}</b>
        )}
        <span className={styles.tools}>
          {pages > 1 && (
            <>
              <span className="figure">{`${page + 1} / ${pages}`}</span>
              <button type="button" onClick={() => setPaused(!paused)} aria-label={t(paused ? "wall.go" : "wall.stop")}>
                {paused ? <PlayCircleOutlined /> : <PauseOutlined />}
              </button>
            </>
          )}
          <button type="button" onClick={fullScreen} aria-label={t("wall.full_screen")}>
            <FullscreenOutlined />
          </button>
          <time className="figure">{formatClock(now, i18n.language)}</time>
        </span>
      </header>
      <section className={styles.tiles} aria-label={t("live.totals")}>
        {tiles.map((tile) => (
          <div key={tile.key} data-alarm={tile.alarm}>
            <b className="figure">{tile.value}</b>
            <span>{t(`live.tile.${tile.key}`)}</span>
          </div>
        ))}
      </section>
      {queues.size === 0 ? (
        <p className={styles.empty}>{t("live.teach_queues")}</p>
      ) : (
        <section className={styles.queues} aria-label={t("live.queues")}>
          {shown.map((queue) => (
            <QueueCard key={queue.id} queue={queue} catalogue={catalogue} now={now} />
          ))}
        </section>
      )}
    </main>
  );
}

function fullScreen(): void {
  if (document.fullscreenElement) void document.exitFullscreen();
  else void document.documentElement.requestFullscreen().catch(() => undefined);
}
