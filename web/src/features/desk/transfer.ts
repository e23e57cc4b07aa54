import type { Colleague } from "@/api/types";
import { agentState } from "@/live/read";
import type { AgentState } from "@/live/types";

export const TARGETS = ["agent", "queue", "number", "flow", "survey", "voicemail"] as const;
export type Target = (typeof TARGETS)[number];

/** Whom one may ask before the caller is handed over. */
export function mayConsult(kind: Target): kind is "agent" | "queue" | "number" {
  return kind === "agent" || kind === "queue" || kind === "number";
}

/** Those who can take a call now first, then those who could be asked, those who are not there last. */
const ORDER: Record<AgentState, number> = {
  available: 0,
  busy: 1,
  break: 2,
  wrap_up: 2,
  not_answering: 3,
  reserved: 4,
  ringing: 4,
  talking: 5,
  device_lost: 6,
  offline: 7,
};

export function sortColleagues(rows: readonly Colleague[]): Colleague[] {
  const order = (row: Colleague) => ORDER[agentState(row.state)];
  return [...rows].sort((a, b) => order(a) - order(b) || a.number.localeCompare(b.number));
}

/** Whether his phone could ring: he is logged in and not in a call. */
export function isReachable(state: string): boolean {
  return ORDER[agentState(state)] <= 3;
}
