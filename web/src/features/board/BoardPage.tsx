import { Card } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLive } from "@/live/hooks";
import { formatDuration, secondsSince } from "@/shared/format";
import { useNow } from "@/shared/time/useNow";
import { PageHead } from "@/shared/ui/PageHead";
import type { ExplainTarget } from "./api";
import styles from "./board.module.css";
import { AgentTable } from "./components/AgentTable";
import { CallTable } from "./components/CallTable";
import { ExplainDrawer } from "./components/ExplainDrawer";
import { QueueTable } from "./components/QueueTable";
import { totals } from "./model";

/** The centre as it is now: queues, agents, calls. */
export function Component() {
  const { t } = useTranslation();
  const [explained, setExplained] = useState<ExplainTarget | null>(null);
  return (
    <>
      <PageHead title={t("frame.live")} />
      <Tiles />
      <div className={styles.stack}>
        <div className={styles.pair}>
          <Card className={styles.flush} title={t("live.queues")} styles={{ body: { padding: 0 } }}>
            <QueueTable />
          </Card>
          <Card className={styles.flush} title={t("live.calls")} styles={{ body: { padding: 0 } }}>
            <CallTable onExplain={setExplained} />
          </Card>
        </div>
        <Card className={styles.flush} title={t("live.agents")} styles={{ body: { padding: 0 } }}>
          <AgentTable onExplain={setExplained} />
        </Card>
      </div>
      <ExplainDrawer target={explained} onClose={() => setExplained(null)} />
    </>
  );
}

const LONG_WAIT_SECONDS = 60;

function Tiles() {
  const { t } = useTranslation();
  const now = useNow();
  const queues = useLive((state) => state.queues);
  const agents = useLive((state) => state.agents);
  const calls = useLive((state) => state.calls);
  const sum = totals(queues, agents, calls);
  const longest = secondsSince(sum.oldest, now);
  const tiles = [
    { key: "waiting", value: String(sum.waiting), alarm: false },
    { key: "longest", value: sum.oldest === null ? "–" : formatDuration(longest), alarm: longest > LONG_WAIT_SECONDS },
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
