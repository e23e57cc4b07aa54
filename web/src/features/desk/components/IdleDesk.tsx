import { Empty, Tag } from "antd";
import { useTranslation } from "react-i18next";
import type { User } from "@/api/types";
import { RecentCalls } from "@/features/calls/components/RecentCalls";
import { useLive, useLiveAgent } from "@/live/hooks";
import { formatDuration, pickText, secondsSince } from "@/shared/format";
import { useNow } from "@/shared/time/useNow";
import { Panel } from "@/shared/ui/Panel";
import styles from "../desk.module.css";
import { useDesk } from "../session";
import { GROUPS } from "../shortcuts";
import { Keys } from "./HelpSheet";

/** The desk between calls: the agent's queues, his last calls, and the keys of the phone bar. */
export function IdleDesk({ user }: { user: User }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const desk = useDesk();
  const agent = useLiveAgent(user.id);
  const queues = useLive((state) => state.queues);
  const mine = [...queues.values()].filter(
    (queue) => !agent || agent.queues.length === 0 || agent.queues.includes(queue.id),
  );
  const ready = desk.status === "on";

  return (
    <div className={styles.idle}>
      <div className={styles.column}>
        {!ready && (
          <Panel>
            <Empty description={t("desk.teach_login")} image={Empty.PRESENTED_IMAGE_SIMPLE} />
          </Panel>
        )}
        <Panel title={t("desk.my_queues")}>
          {mine.length === 0 ? (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("desk.no_queues")} />
          ) : (
            <ul className={styles.rows}>
              {mine.map((queue) => (
                <li key={queue.id}>
                  <span>{pickText(queue.name, i18n.language) || queue.id}</span>
                  <span className="figure">
                    <Tag color={queue.waiting > 0 ? "orange" : "default"}>
                      {t("desk.queue_waiting", { count: queue.waiting })}
                    </Tag>
                    {queue.oldest !== null && formatDuration(secondsSince(queue.oldest, now))}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </Panel>
        <Panel title={t("desk.my_calls")}>
          <RecentCalls agent={user.id} />
        </Panel>
      </div>
      <Panel title={t("desk.shortcuts")}>
        <Keys actions={[...GROUPS.call, ...GROUPS.work]} />
      </Panel>
    </div>
  );
}
