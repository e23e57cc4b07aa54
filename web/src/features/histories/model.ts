import type { TFunction } from "i18next";
import { formatDuration } from "@/shared/format";

export const KINDS = ["agent-calls", "agent-states", "queue-visits", "ivr-visits"] as const;
export type HistoryKind = (typeof KINDS)[number];

/** Parts that an agent had in a call. */
export const PART_KINDS = ["dial", "talk", "colleague", "consult", "guest"] as const;
export const VISIT_RESULTS = [
  "answered",
  "abandoned",
  "overflow",
  "callback",
  "transferred",
  "cancelled",
  "reached",
  "not_reached",
] as const;

/** Seconds as a duration; a dash where there is no value. */
export function seconds(value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : formatDuration(value);
}

const EXITS = ["queue", "voicemail", "transfer", "return", "ended"] as const;

/** Where a way through the menus ended. */
export function exitWord(exit: string, t: TFunction): string {
  const known = EXITS.find((one) => one === exit);
  return known ? t(`histories.exits.${known}`) : exit;
}
