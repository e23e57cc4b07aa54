import { BellOutlined, FullscreenOutlined, HistoryOutlined, MessageOutlined } from "@ant-design/icons";
import { Button, Card, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { AlarmBanner } from "@/features/platform/components/AlarmBanner";
import { TrunkTable } from "@/features/platform/components/TrunkTable";
import { useLive } from "@/live/hooks";
import type { LiveCall, LiveQueue } from "@/live/types";
import { PageHead } from "@/shared/ui/PageHead";
import pageStyles from "@/shared/ui/page.module.css";
import type { ExplainTarget } from "./api";
import styles from "./board.module.css";
import { AgentTable } from "./components/AgentTable";
import { CallTable } from "./components/CallTable";
import { ExplainDrawer } from "./components/ExplainDrawer";
import { LimitsDialog } from "./components/LimitsDialog";
import { MessageDialog } from "./components/MessageDialog";
import { MoveDialog } from "./components/MoveDialog";
import { QueueTable } from "./components/QueueTable";
import { Tiles } from "./components/Tiles";
import type { FigureSpan } from "./model";
import { useRowActions } from "./useRowActions";

/** The centre as it is now: queues, agents, calls, and what a supervisor does about them. */
export function Component() {
  const { t } = useTranslation();
  const user = useUser();
  const [explained, setExplained] = useState<ExplainTarget | null>(null);
  const [moved, setMoved] = useState<LiveCall | null>(null);
  const [addressed, setAddressed] = useState<readonly string[] | null>(null);
  const [limited, setLimited] = useState<LiveQueue | null>(null);
  const maySetLimits = mayDo(user, "live.alarms");
  const hasTrunks = useLive((state) => state.trunks.size > 0);
  const [span, setSpan] = useState<FigureSpan>("day");
  const actions = useRowActions({ explain: setExplained, move: setMoved, message: setAddressed });
  const spans: { value: FigureSpan; label: string }[] = [
    { value: "day", label: t("live.today") },
    { value: "window", label: t("live.half_hour") },
  ];
  return (
    <>
      <PageHead
        title={t("frame.live")}
        actions={
          <>
            {mayDo(user, "live.message") && (
              <Button icon={<MessageOutlined />} onClick={() => setAddressed([])}>
                {t("live.message")}
              </Button>
            )}
            <Link to="/live/alarms">
              <Button icon={<BellOutlined />}>{t("live.alarms")}</Button>
            </Link>
            <Link to="/live/replay">
              <Button icon={<HistoryOutlined />}>{t("live.replay")}</Button>
            </Link>
            <Link to="/wall" target="_blank">
              <Button icon={<FullscreenOutlined />}>{t("frame.wall")}</Button>
            </Link>
          </>
        }
      />
      <AlarmBanner />
      <Tiles />
      <div className={styles.stack}>
        <Card
          className={pageStyles.flush}
          title={t("live.queues")}
          extra={
            <Segmented<FigureSpan>
              size="small"
              value={span}
              onChange={setSpan}
              options={spans}
              aria-label={t("live.figures_of")}
            />
          }
          styles={{ body: { padding: 0 } }}
        >
          <QueueTable span={span} onLimits={maySetLimits ? setLimited : undefined} />
        </Card>
        <Card className={pageStyles.flush} title={t("live.calls")} styles={{ body: { padding: 0 } }}>
          <CallTable actions={actions} />
        </Card>
        <Card className={pageStyles.flush} title={t("live.agents")} styles={{ body: { padding: 0 } }}>
          <AgentTable actions={actions} />
        </Card>
        {hasTrunks && (
          <Card className={pageStyles.flush} title={t("platform.trunks")} styles={{ body: { padding: 0 } }}>
            <TrunkTable brief />
          </Card>
        )}
      </div>
      <ExplainDrawer target={explained} onClose={() => setExplained(null)} />
      {limited && <LimitsDialog queue={limited} onClose={() => setLimited(null)} />}
      {moved && <MoveDialog call={moved} onClose={() => setMoved(null)} />}
      {addressed && <MessageDialog to={addressed} onClose={() => setAddressed(null)} />}
    </>
  );
}
