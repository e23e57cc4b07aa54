import { instant } from "@/api/clock";
import {
  AGENT_STATES,
  type AgentState,
  type ConsultState,
  type LiveAgent,
  type LiveAnnouncement,
  type LiveCall,
  type LiveFigures,
  type LiveParty,
  type LiveQueue,
  type LiveTrunk,
  type LiveWatcher,
  MEASURES,
  type QueueAlarm,
  type QueueLimits,
  STAGES,
  type Stage,
} from "./types";

/** Readers of untrusted JSON: a missing or wrong field becomes the given default. */
export type Raw = Record<string, unknown>;

export function text(raw: Raw, key: string, fallback = ""): string {
  const value = raw[key];
  if (typeof value === "string") return value;
  return typeof value === "number" ? String(value) : fallback;
}

export function textOrNull(raw: Raw, key: string): string | null {
  const value = raw[key];
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : null;
}

export function count(raw: Raw, key: string): number {
  const value = raw[key];
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}

export function moment(raw: Raw, key: string): number | null {
  const value = raw[key];
  return typeof value === "number" || typeof value === "string" ? instant(value) : null;
}

export function record(raw: Raw, key: string): Raw {
  const value = raw[key];
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Raw) : {};
}

export function rows(raw: Raw, key: string): Raw[] {
  const value = raw[key];
  return Array.isArray(value) ? value.filter((row): row is Raw => typeof row === "object" && row !== null) : [];
}

export function localText(value: unknown): Record<string, string> {
  if (typeof value === "string") return value === "" ? {} : { zh: value, en: value };
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter((e): e is [string, string] => typeof e[1] === "string"));
}

export function agentState(value: unknown): AgentState {
  return AGENT_STATES.find((state) => state === value) ?? "offline";
}

function stage(value: unknown): Stage {
  return STAGES.find((known) => known === value) ?? "ivr";
}

/** One agent of a snapshot. */
export function readAgent(raw: Raw): LiveAgent {
  const queues = Array.isArray(raw.queues) ? raw.queues : [];
  return {
    id: text(raw, "agent") || text(raw, "id"),
    number: text(raw, "number"),
    name: text(raw, "name"),
    state: agentState(raw.state),
    reason: text(raw, "reason"),
    device: textOrNull(raw, "device"),
    queue: textOrNull(raw, "queue"),
    call: textOrNull(raw, "call"),
    queues: queues.map((q) => (typeof q === "string" ? q : text(q as Raw, "queue"))),
    since: moment(raw, "since"),
    until: moment(raw, "until"),
    limit: moment(raw, "limit"),
  };
}

/** One queue's figures; `known` keeps name and limits, which deltas do not carry. */
export function readQueue(raw: Raw, known?: LiveQueue): LiveQueue {
  const name = localText(raw.name);
  return {
    id: text(raw, "queue") || text(raw, "id"),
    name: Object.keys(name).length > 0 ? name : (known?.name ?? {}),
    waiting: count(raw, "waiting"),
    oldest: moment(raw, "oldest"),
    available: count(raw, "available"),
    talking: count(raw, "talking"),
    wrapUp: count(raw, "wrap_up"),
    loggedIn: count(raw, "logged_in"),
    limits: raw.limits ? readLimits(record(raw, "limits")) : (known?.limits ?? null),
  };
}

function limit(raw: Raw, key: string): number | null {
  const value = raw[key];
  return typeof value === "number" ? value : null;
}

function readLimits(raw: Raw): QueueLimits {
  return {
    waiting: limit(raw, "waiting"),
    longestWait: limit(raw, "longest_wait"),
    serviceLevel: limit(raw, "service_level"),
    abandonRate: limit(raw, "abandon_rate"),
    leastCalls: count(raw, "least_calls"),
    noAgents: raw.no_agents === true,
  };
}

/** An alarm of a queue; null for one of the platform, which is no figure on a board. */
export function readQueueAlarm(raw: Raw): QueueAlarm | null {
  const measure = MEASURES.find((known) => known === raw.measure);
  const queue = text(raw, "queue");
  if (measure === undefined || queue === "") return null;
  const words = { zh: text(raw, "zh"), en: text(raw, "en") };
  return { id: text(raw, "id"), queue, measure, critical: raw.severity === "critical", words };
}

function readParty(raw: Raw): LiveParty {
  return { agent: textOrNull(raw, "agent"), device: textOrNull(raw, "device"), number: textOrNull(raw, "number") };
}

const CONSULT_STATES: readonly ConsultState[] = ["waiting", "ringing", "talking", "held"];

export function readCall(raw: Raw, id: string): LiveCall {
  const extra = record(raw, "extra");
  const consult = extra.consult ? record(extra, "consult") : null;
  const recording = text(extra, "recording");
  return {
    id,
    stage: stage(raw.stage),
    since: moment(raw, "since"),
    started: moment(raw, "started"),
    direction: text(raw, "direction", "inbound"),
    from: text(raw, "from_number"),
    to: text(raw, "to_number"),
    customer: textOrNull(raw, "customer"),
    name: text(raw, "name"),
    queue: textOrNull(raw, "queue"),
    agent: textOrNull(raw, "agent"),
    node: textOrNull(raw, "node"),
    flow: textOrNull(raw, "flow"),
    consult: consult && {
      ...readParty(consult),
      queue: textOrNull(consult, "queue"),
      state: CONSULT_STATES.find((known) => known === consult.state) ?? "ringing",
    },
    guests: rows(extra, "guests").map(readParty),
    ringing: Array.isArray(extra.ringing) ? extra.ringing.map(String) : [],
    colleague: textOrNull(extra, "colleague"),
    muted: extra.muted === true,
    recording: recording === "on" || recording === "paused" ? recording : null,
  };
}

function yesNo(value: unknown): boolean | null {
  return typeof value === "boolean" ? value : null;
}

/** A trunk of a snapshot, or of a delta (whose instant is `at`). */
export function readTrunk(raw: Raw): LiveTrunk {
  return {
    id: text(raw, "trunk"),
    name: text(raw, "name") || text(raw, "trunk"),
    up: yesNo(raw.up),
    registration: text(raw, "registration"),
    reachable: yesNo(raw.reachable),
    since: moment(raw, "since") ?? moment(raw, "at"),
  };
}

/** Of a snapshot, or of the news that somebody came into a call or changed his mode. */
export function readWatcher(raw: Raw, call: string): LiveWatcher {
  return { supervisor: text(raw, "supervisor"), call, mode: text(raw, "mode") };
}

export function readAnnouncement(raw: Raw): LiveAnnouncement {
  return {
    id: text(raw, "id"),
    scope: text(raw, "scope"),
    text: localText(raw.text),
    mode: text(raw, "mode"),
    until: moment(raw, "until"),
  };
}

function values(raw: Raw): Record<string, number | null> {
  return Object.fromEntries(Object.entries(raw).map(([id, value]) => [id, typeof value === "number" ? value : null]));
}

/** Figures of a queue or an agent: `key` names which. */
export function readFigures(raw: Raw, key: "queue" | "agent"): LiveFigures {
  return {
    id: text(raw, key),
    serviceLevelSeconds: typeof raw.service_level_seconds === "number" ? raw.service_level_seconds : null,
    day: values(record(raw, "day")),
    window: values(record(raw, "window")),
  };
}
