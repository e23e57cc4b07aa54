import { Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { instant } from "@/api/clock";
import type { CallDetail } from "@/api/types";
import { usePerson, useQueueName } from "@/shared/directory";
import { formatClock, formatDuration } from "@/shared/format";
import { useNodeWords } from "@/shared/nodeWords";
import { useNumber } from "@/shared/number";
import styles from "../calls.module.css";
import { type Stretch, stretches } from "../model";
import { describeEvent, isShown } from "../story";

/** The call on a time axis, and below it every event in words. */
export function CallStory({ call }: { call: CallDetail }) {
  const { t, i18n } = useTranslation();
  const number = useNumber();
  const person = usePerson();
  const queueName = useQueueName();
  const nodes = useNodeWords();
  const parts = stretches(call.timeline, call.started_at, call.ended_at);
  const kinds = [...new Set(parts.map((part) => part.kind))];
  const named = (part: Stretch) =>
    [t(`calls.stretch.${part.kind}`), person(part.label) || (part.kind === "queue" ? queueName(part.label) : "")]
      .filter(Boolean)
      .join(" · ");

  return (
    <>
      <div
        className={styles.axis}
        role="img"
        aria-label={parts.map((part) => `${named(part)} ${formatDuration(part.to - part.from)}`).join(", ")}
      >
        {parts.map((part) => (
          <Tooltip key={part.from} title={`${named(part)} · ${formatDuration(part.to - part.from)}`}>
            <div
              className={`${styles.stretch} ${styles[part.kind]}`}
              style={{ flexGrow: part.to - part.from, flexBasis: 0 }}
            >
              {formatDuration(part.to - part.from)}
            </div>
          </Tooltip>
        ))}
      </div>
      <div className={styles.legend} aria-hidden>
        {kinds.map((kind) => (
          <span key={kind}>
            <i className={styles[kind]} />
            {t(`calls.stretch.${kind}`)}
          </span>
        ))}
      </div>
      <ol className={styles.story}>
        {call.timeline.filter(isShown).map((item) => (
          <li key={`${item.at}:${item.type}`} data-type={item.type}>
            <time className="figure">{formatClock(instant(item.at) ?? 0, i18n.language)}</time>
            <span>{describeEvent(item, t, { person, queue: queueName, number, nodes })}</span>
          </li>
        ))}
      </ol>
    </>
  );
}
