import type { components } from "@/api/schema";
import type { Channel } from "@/api/types";

export type AlarmEpisode = components["schemas"]["AlarmRow"];

/** Above these a talker hears it (docs/guide-supervisor.md). */
export const LOSS_PERCENT = 1;
export const JITTER_MS = 30;

export function isBad(channel: Pick<Channel, "loss" | "jitter">): boolean {
  return (channel.loss ?? 0) > LOSS_PERCENT || (channel.jitter ?? 0) > JITTER_MS;
}

export const ROLES = ["customer", "agent", "consult", "guest", "supervisor", "colleague"] as const;
export type ChannelRole = (typeof ROLES)[number];

/** Why a trunk takes no call. */
export const WHY_NOT = ["down", "full", "rate", "resting"] as const;

/** What a carrier has said to a trunk that registers. */
export const REGISTRATIONS = ["registered", "unregistered", "rejected"] as const;

const UNITS = ["B", "kB", "MB", "GB", "TB"] as const;

/** Bytes as people read them: 12.3 GB. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}

export const SEVERITIES = ["critical", "warning"] as const;
export const ALARM_STATES = ["on", "over"] as const;

/** Seconds for which an alarm was on, or has been on so far (`now`: milliseconds). */
export function lasted(row: Pick<AlarmEpisode, "began_at" | "ended_at">, now: number): number {
  const end = row.ended_at ? Date.parse(row.ended_at) : now;
  return Math.max(0, Math.round((end - Date.parse(row.began_at)) / 1000));
}
