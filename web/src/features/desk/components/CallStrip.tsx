import { useTranslation } from "react-i18next";
import { useLive } from "@/live/hooks";
import { formatDuration, pickText, secondsSince } from "@/shared/format";
import { useNumber } from "@/shared/number";
import { useNow } from "@/shared/time/useNow";
import styles from "../desk.module.css";
import { useOutside } from "../useOutside";
import type { DeskView } from "../useSituation";

/** Who is on the line, from which queue, in which stage and for how long. */
export function CallStrip({ view }: { view: DeskView }) {
  const { t, i18n } = useTranslation();
  const formatNumber = useNumber();
  const now = useNow();
  const queues = useLive((state) => state.queues);
  const { call, phone, agent } = view;
  const { number: outside, name } = useOutside(view);

  if (!call && !phone.leg) {
    return <div className={styles.strip} aria-live="polite" />;
  }
  const queue = call?.queue ? pickText(queues.get(call.queue)?.name, i18n.language) || call.queue : "";
  const ringing = phone.leg?.phase === "ringing" || agent?.state === "ringing";
  const word =
    call && phone.leg?.phase !== "ringing"
      ? t(`words.stage.${call.stage}`)
      : t(`desk.leg.${phone.leg?.phase ?? "talking"}`);
  const since = call?.since ?? phone.leg?.answeredAt ?? null;

  return (
    <div className={`${styles.strip} ${ringing ? styles.ringing : ""}`} aria-live="polite">
      <strong>{[name, formatNumber(outside)].filter(Boolean).join(" ")}</strong>
      <span className="figure">
        {[queue, word, since ? formatDuration(secondsSince(since, now)) : "", view.muted ? t("desk.muted") : ""]
          .filter(Boolean)
          .join(" · ")}
      </span>
    </div>
  );
}
