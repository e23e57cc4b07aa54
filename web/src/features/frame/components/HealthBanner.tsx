import { Alert } from "antd";
import { useTranslation } from "react-i18next";
import { useConnection, useLive } from "@/live/hooks";
import { formatClock } from "@/shared/format";
import { useNow } from "@/shared/time/useNow";

const PATIENCE_MS = 2_000;

/** Says since when the page is not current, or that calls are not being routed. */
export function HealthBanner() {
  const { t, i18n } = useTranslation();
  const { staleSince } = useConnection();
  const coreUp = useLive((state) => state.coreUp);
  const now = useNow();
  if (staleSince !== null && now - staleSince > PATIENCE_MS) {
    const since = formatClock(staleSince, i18n.language);
    return <Alert banner type="warning" title={t("frame.stale", { since })} />;
  }
  if (!coreUp) return <Alert banner type="error" title={t("frame.core_down")} />;
  return null;
}
