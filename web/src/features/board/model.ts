import type { AgentState, LiveAgent, LiveCall, LiveFigures, LiveQueue, Measure, QueueAlarm } from "@/live/types";

/** Busy people first, then those who can take a call, absent ones last; by number within. */
const ORDER: Record<AgentState, number> = {
  ringing: 0,
  talking: 1,
  reserved: 2,
  wrap_up: 3,
  available: 4,
  not_answering: 5,
  device_lost: 6,
  busy: 7,
  break: 8,
  offline: 9,
};

/** Much faster than `localeCompare`, which makes one for each pair. */
const IN_ORDER = new Intl.Collator(undefined, { numeric: true });

export function sortAgents(agents: Iterable<LiveAgent>): LiveAgent[] {
  return [...agents].sort((a, b) => ORDER[a.state] - ORDER[b.state] || IN_ORDER.compare(a.number, b.number));
}

/** Queues with somebody waiting first, longest wait first. */
export function sortQueues(queues: Iterable<LiveQueue>): LiveQueue[] {
  const oldest = (queue: LiveQueue) => queue.oldest ?? Number.POSITIVE_INFINITY;
  return [...queues].sort((a, b) => oldest(a) - oldest(b) || a.id.localeCompare(b.id));
}

export function sortCalls(calls: Iterable<LiveCall>): LiveCall[] {
  return [...calls].sort((a, b) => (a.started ?? 0) - (b.started ?? 0));
}

export interface Totals {
  waiting: number;
  oldest: number | null;
  available: number;
  talking: number;
  wrapUp: number;
  loggedIn: number;
  calls: number;
}

/** Figures over the whole centre. Agents are counted once, though they may serve several queues. */
export function totals(
  queues: ReadonlyMap<string, LiveQueue>,
  agents: ReadonlyMap<string, LiveAgent>,
  calls: ReadonlyMap<string, LiveCall>,
): Totals {
  let waiting = 0;
  let oldest: number | null = null;
  for (const queue of queues.values()) {
    waiting += queue.waiting;
    if (queue.oldest !== null) oldest = oldest === null ? queue.oldest : Math.min(oldest, queue.oldest);
  }
  const inState: Partial<Record<AgentState, number>> = {};
  for (const agent of agents.values()) inState[agent.state] = (inState[agent.state] ?? 0) + 1;
  const count = (state: AgentState) => inState[state] ?? 0;
  return {
    waiting,
    oldest,
    available: count("available"),
    talking: count("talking"),
    wrapUp: count("wrap_up"),
    loggedIn: agents.size - count("offline"),
    calls: calls.size,
  };
}

/** What a supervisor may force: 强制示闲, 强制示忙, 强制小休, 强制签出. */
export type ForcedState = "available" | "busy" | "break" | "offline";

/** In a talk a state holds afterwards; nobody is logged out of one. */
export function mayForce(agent: LiveAgent, state: ForcedState): boolean {
  if (agent.state === "offline") return false;
  if (state === "available") return agent.state !== "available" && !ENGAGED.includes(agent.state);
  return state !== "offline" || !ENGAGED.includes(agent.state);
}

const ENGAGED: readonly AgentState[] = ["talking", "ringing", "reserved"];

/** Somebody talks in it: it can be listened to. */
export function isTalking(call: LiveCall): boolean {
  return call.agent !== null && (call.stage === "talking" || call.stage === "hold");
}

/** Figures of today, or of the last half hour. */
export type FigureSpan = "day" | "window";

/** From when on somebody waits too long (ms): by the queue's threshold, else by its target; null where nobody waits. */
export function lateFrom(queue: LiveQueue, targetSeconds: number | null): number | null {
  if (queue.oldest === null) return null;
  return queue.oldest + (queue.limits?.longestWait ?? targetSeconds ?? DEFAULT_TARGET_SECONDS) * 1000;
}

export function isLate(queue: LiveQueue, targetSeconds: number | null, now: number): boolean {
  const from = lateFrom(queue, targetSeconds);
  return from !== null && now > from;
}

const DEFAULT_TARGET_SECONDS = 60;

/** Whether somebody waits too long in any of the queues. */
export function anyLate(
  queues: ReadonlyMap<string, LiveQueue>,
  figures: ReadonlyMap<string, LiveFigures>,
  now: number,
): boolean {
  return [...queues.values()].some((queue) => isLate(queue, figures.get(queue.id)?.serviceLevelSeconds ?? null, now));
}

export type Alarms = Partial<Record<Measure, QueueAlarm>>;

/** Which figures of a queue are beyond their thresholds. */
export function alarmsOf(alarms: ReadonlyMap<string, QueueAlarm>, queue: string): Alarms {
  const found: Alarms = {};
  for (const alarm of alarms.values()) if (alarm.queue === queue) found[alarm.measure] = alarm;
  return found;
}

/** Whether an agent's number or name has this word, and he is in this state (any, when none is given). */
export function matchesAgent(agent: LiveAgent, word: string, state: AgentState | undefined): boolean {
  if (state !== undefined && agent.state !== state) return false;
  return `${agent.number} ${agent.name}`.toLowerCase().includes(word.trim().toLowerCase());
}
