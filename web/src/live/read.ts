import { instant } from "@/api/clock";
import {
  AGENT_STATES,
  type AgentState,
  type LiveAgent,
  type LiveCall,
  type LiveQueue,
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
    queues: queues.map((q) => (typeof q === "string" ? q : text(q as Raw, "queue"))),
    since: moment(raw, "since"),
    until: moment(raw, "until"),
  };
}

/** One queue's figures; `known` keeps the name, which deltas do not carry. */
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
  };
}

export function readCall(raw: Raw, id: string): LiveCall {
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
  };
}
