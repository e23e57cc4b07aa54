import { formatDuration, secondsSince } from "@/shared/format";
import { useNow } from "./useNow";

/** How long something lasts already, counting by itself: what is around it need not be drawn again each second.
 * `over`: from this instant on it is too long; then it has the class `late`. */
export function Elapsed({ since, over, late }: { since: number | null; over?: number | null; late?: string }) {
  const now = useNow();
  const isLate = over !== undefined && over !== null && now > over;
  return (
    <span className={isLate ? `figure ${late}` : "figure"}>
      {since === null ? "–" : formatDuration(secondsSince(since, now))}
    </span>
  );
}
