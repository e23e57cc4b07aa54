import type { SuperviseMode, Supervision } from "@/api/types";
import { count, type Raw, text, textOrNull } from "@/live/read";

export const MODES = ["listen", "whisper", "barge", "take_over"] as const satisfies readonly SuperviseMode[];

/** Words that the live frame may say when a session is over. */
export const ENDS = [
  "stopped",
  "hung_up",
  "call_over",
  "agent_left",
  "taken_over",
  "refused",
  "lost",
  "no_answer",
  "busy",
  "rejected",
  "unavailable",
] as const;
export type End = (typeof ENDS)[number] | "other";

export function endOf(reason: string): End {
  return ENDS.find((known) => known === reason) ?? "other";
}

/** A session that its supervisor ended himself, or that became his own call, needs no word. */
export function isSilent(end: End): boolean {
  return end === "stopped" || end === "hung_up" || end === "taken_over";
}

/** The live frame `supervision.session` as the API shows a session. */
export function readSession(raw: Raw): Supervision {
  return {
    session: text(raw, "session"),
    supervisor: text(raw, "supervisor"),
    call: textOrNull(raw, "call"),
    agent: textOrNull(raw, "agent"),
    mode: MODES.find((known) => known === raw.mode) ?? "listen",
    state: text(raw, "state"),
    device: text(raw, "device"),
    follow: raw.follow === true,
    since: count(raw, "since"),
    reason: text(raw, "reason"),
  };
}
