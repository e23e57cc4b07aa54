import { useQueryClient } from "@tanstack/react-query";
import { Alert, Empty, Tag } from "antd";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { instant } from "@/api/clock";
import { useFrames } from "@/live/hooks";
import { callOutcome, outcomeColour } from "@/shared/codeWords";
import { errorText } from "@/shared/errorText";
import { formatDateTime, formatDuration } from "@/shared/format";
import { useNumber } from "@/shared/number";
import { after } from "@/shared/time/ticker";
import { Loading } from "@/shared/ui/Loading";
import { useCalls } from "../api";
import styles from "../calls.module.css";

/** The record is written a moment after the news of the call's end. */
const STORED_AFTER_MS = 1500;

/** An agent's last calls; renewed when one ends. */
export function RecentCalls({ agent }: { agent: string }) {
  const { t, i18n } = useTranslation();
  const formatNumber = useNumber();
  const client = useQueryClient();
  const calls = useCalls({ agent, page: 1, page_size: 8 });
  const stopWaiting = useRef<() => void>(() => undefined);
  useFrames(["call.ended"], () => {
    stopWaiting.current();
    stopWaiting.current = after(STORED_AFTER_MS, () => void client.invalidateQueries({ queryKey: ["calls"] }));
  });
  useEffect(() => () => stopWaiting.current(), []);
  if (calls.isPending) return <Loading />;
  if (calls.error) return <Alert type="error" showIcon title={errorText(calls.error, t, i18n.language)} />;
  if (calls.data.items.length === 0) {
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("calls.none_yet")} />;
  }
  return (
    <ul className={styles.rows}>
      {calls.data.items.map((call) => (
        <li key={call.id}>
          <Link to={`/calls/${call.id}`}>
            {formatNumber(call.direction !== "inbound" ? call.to_number : call.from_number)}
          </Link>
          <span className={styles.grow}>{call.customer_name}</span>
          <Tag color={outcomeColour(call.outcome)}>{callOutcome(call.outcome, t) || t("calls.running")}</Tag>
          <span className="figure">{formatDuration(call.talk_seconds)}</span>
          <span className="figure">{formatDateTime(instant(call.started_at), i18n.language)}</span>
        </li>
      ))}
    </ul>
  );
}
