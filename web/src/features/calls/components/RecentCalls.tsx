import { Alert, Empty, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { instant } from "@/api/clock";
import type { CallSummary } from "@/api/types";
import { CallableNumber } from "@/features/desk/components/CallableNumber";
import { useRenew } from "@/live/useRenew";
import { callOutcome, outcomeColour } from "@/shared/codeWords";
import { errorText } from "@/shared/errorText";
import { formatDateTime, formatDuration } from "@/shared/format";
import { useNumber } from "@/shared/number";
import { Loading } from "@/shared/ui/Loading";
import { useCalls } from "../api";
import styles from "../calls.module.css";

const outside = (call: CallSummary) => (call.direction !== "inbound" ? call.to_number : call.from_number);

/** An agent's last calls; renewed when one ends. */
export function RecentCalls({ agent }: { agent: string }) {
  const { t, i18n } = useTranslation();
  const formatNumber = useNumber();
  const calls = useCalls({ agent, page: 1, page_size: 8 });
  useRenew(["call.ended"], ["calls"]);
  if (calls.isPending) return <Loading />;
  if (calls.error) return <Alert type="error" showIcon title={errorText(calls.error, t, i18n.language)} />;
  if (calls.data.items.length === 0) {
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("calls.none_yet")} />;
  }
  return (
    <ul className={styles.rows}>
      {calls.data.items.map((call) => (
        <li key={call.id}>
          <CallableNumber number={outside(call)}>
            <Link to={`/calls/${call.id}`}>{formatNumber(outside(call))}</Link>
          </CallableNumber>
          <span className={styles.grow}>{call.customer_name}</span>
          <Tag color={outcomeColour(call.outcome)}>{callOutcome(call.outcome, t) || t("calls.running")}</Tag>
          <span className="figure">{formatDuration(call.talk_seconds)}</span>
          <span className="figure">{formatDateTime(instant(call.started_at), i18n.language)}</span>
        </li>
      ))}
    </ul>
  );
}
