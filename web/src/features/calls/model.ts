import { instant } from "@/api/clock";
import type { CallSummary, TimelineItem } from "@/api/types";

/** Seconds from the call's start to its end; null while it lasts. */
export function callSeconds(call: Pick<CallSummary, "started_at" | "ended_at">): number | null {
  const from = instant(call.started_at);
  const to = instant(call.ended_at);
  return from === null || to === null ? null : Math.max(0, (to - from) / 1000);
}

export type StripKind = "ivr" | "queue" | "ringing" | "talking" | "hold" | "voicemail" | "other";

/** A stretch of the call on one time axis; `from` and `to` in seconds from its start. */
export interface Stretch {
  kind: StripKind;
  from: number;
  to: number;
  label: string;
}

const STARTS: Record<string, StripKind> = {
  "call.started": "ivr",
  "call.queued": "queue",
  "call.offered": "ringing",
  "call.connected": "talking",
  "call.transferred": "other",
  "voicemail.left": "voicemail",
};

const WORDS = ["queue", "agent", "number", "target", "box"];

function subject(item: TimelineItem): string {
  for (const key of WORDS) {
    const value = item.data[key];
    if (typeof value === "string" && value !== "") return value;
  }
  return "";
}

/** What stage an event begins; null when it begins none. */
function stageBegun(item: TimelineItem): StripKind | null {
  if (item.type === "call.held") return item.data.held === true ? "hold" : "talking";
  if (item.type === "call.offer_ended") return item.data.result === "answered" ? null : "queue";
  return STARTS[item.type] ?? null;
}

/** The call's stages one after the other, from its timeline (in order of time). */
export function stretches(timeline: readonly TimelineItem[], startedAt: string, endedAt: string | null): Stretch[] {
  const start = instant(startedAt) ?? 0;
  const last = timeline.at(-1);
  const end = instant(endedAt) ?? (last ? instant(last.at) : null) ?? start;
  const found: Stretch[] = [];
  for (const item of timeline) {
    const kind = stageBegun(item);
    const at = instant(item.at);
    if (kind === null || at === null) continue;
    const from = Math.max(0, (at - start) / 1000);
    const before = found.at(-1);
    if (before) before.to = from;
    found.push({ kind, from, to: from, label: subject(item) });
  }
  const final = found.at(-1);
  if (final) final.to = Math.max(final.from, (end - start) / 1000);
  return found.filter((stretch) => stretch.to > stretch.from);
}

/** Loudness per channel (0…1), or null when none has been measured. */
export function readPeaks(peaks: readonly unknown[] | null): number[][] | null {
  const channels = (peaks ?? []).filter(
    (channel): channel is unknown[] => Array.isArray(channel) && channel.length > 0,
  );
  if (channels.length === 0) return null;
  return channels.map((channel) => channel.map((value) => (typeof value === "number" ? value : 0)));
}
