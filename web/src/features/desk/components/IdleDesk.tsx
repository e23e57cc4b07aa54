import { Empty, Tag } from "antd";
import { useTranslation } from "react-i18next";
import type { User } from "@/api/types";
import { mayDo } from "@/app/access";
import { RecentCalls } from "@/features/calls/components/RecentCalls";
import { useLive, useLiveAgent } from "@/live/hooks";
import { formatDuration, pickText, secondsSince } from "@/shared/format";
import { useNow } from "@/shared/time/useNow";
import { Panel } from "@/shared/ui/Panel";
import styles from "../desk.module.css";
import { useDesk } from "../session";
import { CheckReminder } from "./CheckReminder";
import { MyFigures } from "./MyFigures";
import { ToDo } from "./ToDo";

/** My day, between calls: own figures, queues, last calls, and what waits beside calls. */
export function IdleDesk({ user }: { user: User }) {
  const { t } = useTranslation();
  const desk = useDesk();
  const ready = desk.status === "on" || desk.status === "elsewhere";

  return (
    <div className={styles.idle}>
      <div className={styles.column}>
        {!ready && (
          <Panel>
            <Empty description={t("desk.teach_login")} image={Empty.PRESENTED_IMAGE_SIMPLE} />
          </Panel>
        )}
        {desk.kind !== "extension" && <CheckReminder />}
        <Panel title={t("desk.my_figures")}>
          <MyFigures agent={user.id} />
        </Panel>
        {mayDo(user, "calls.read") && (
          <Panel title={t("desk.my_calls")}>
            <RecentCalls agent={user.id} />
          </Panel>
        )}
      </div>
      <div className={styles.column}>
        <Panel title={t("desk.my_queues")}>
          <MyQueues user={user} />
        </Panel>
        <ToDo />
        <p className={styles.hint}>{t("desk.keys_hint")}</p>
      </div>
    </div>
  );
}

function MyQueues({ user }: { user: User }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const agent = useLiveAgent(user.id);
  const queues = useLive((state) => state.queues);
  const mine = [...queues.values()].filter(
    (queue) => !agent || agent.queues.length === 0 || agent.queues.includes(queue.id),
  );
  if (mine.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("desk.no_queues")} />;
  return (
    <ul className={styles.rows}>
      {mine.map((queue) => (
        <li key={queue.id}>
          <span>{pickText(queue.name, i18n.language) || queue.id}</span>
          <span className="figure">
            <Tag color={queue.waiting > 0 ? "orange" : "default"}>
              {t("desk.queue_waiting", { count: queue.waiting, free: queue.available })}
            </Tag>
            {queue.oldest !== null && formatDuration(secondsSince(queue.oldest, now))}
          </span>
        </li>
      ))}
    </ul>
  );
}
