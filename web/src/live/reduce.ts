import { readPop } from "./pop";
import {
  type Raw,
  readAgent,
  readAnnouncement,
  readCall,
  readFigures,
  readQueue,
  readQueueAlarm,
  readTrunk,
  readWatcher,
  record,
  rows,
  text,
  textOrNull,
} from "./read";
import type { Frame, LiveState } from "./types";

export const EMPTY: LiveState = {
  agents: new Map(),
  queues: new Map(),
  calls: new Map(),
  devices: new Map(),
  trunks: new Map(),
  announcements: [],
  queueAlarms: new Map(),
  watchers: new Map(),
  queueFigures: new Map(),
  agentFigures: new Map(),
  me: null,
  coreUp: true,
  switchUp: true,
  pop: null,
  loaded: false,
};

function byId<T extends { id: string }>(items: T[]): Map<string, T> {
  return new Map(items.filter((item) => item.id !== "").map((item) => [item.id, item]));
}

function readDevices(value: unknown): Map<string, string> {
  if (Array.isArray(value)) return new Map(value.map((row: Raw) => [text(row, "device"), text(row, "state")]));
  if (typeof value !== "object" || value === null) return new Map();
  return new Map(
    Object.entries(value).map(([id, state]) => [id, typeof state === "string" ? state : text(state as Raw, "state")]),
  );
}

function readMe(value: unknown): string | null {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return null;
  const raw = value as Raw;
  return textOrNull(raw, "agent") ?? textOrNull(raw, "id") ?? textOrNull(raw, "user");
}

/** A snapshot replaces everything; a pop that is on the desk stays there while its call lives. */
function applySnapshot(state: LiveState, data: Raw): LiveState {
  const calls = byId(rows(data, "calls").map((raw) => readCall(raw, text(raw, "call") || text(raw, "id"))));
  const node = record(data, "switch");
  const figures = record(data, "figures");
  return {
    agents: byId(rows(data, "agents").map(readAgent)),
    queues: byId(rows(data, "queues").map((raw) => readQueue(raw))),
    calls,
    devices: readDevices(data.devices),
    trunks: byId(rows(data, "trunks").map(readTrunk)),
    announcements: rows(data, "announcements").map(readAnnouncement),
    queueAlarms: byId(rows(data, "alarms").flatMap((raw) => readQueueAlarm(raw) ?? [])),
    watchers: new Map(
      rows(data, "watchers").map((raw) => [text(raw, "supervisor"), readWatcher(raw, text(raw, "call"))]),
    ),
    queueFigures: byId(rows(figures, "queues").map((raw) => readFigures(raw, "queue"))),
    agentFigures: byId(rows(figures, "agents").map((raw) => readFigures(raw, "agent"))),
    me: readMe(data.me),
    coreUp: data.core === undefined || record(data, "core").up !== false,
    switchUp: node.up !== false,
    pop: state.pop,
    loaded: true,
  };
}

function withEntry<V>(map: ReadonlyMap<string, V>, key: string, value: V): ReadonlyMap<string, V> {
  return new Map(map).set(key, value);
}

function without<V>(map: ReadonlyMap<string, V>, key: string): ReadonlyMap<string, V> {
  if (!map.has(key)) return map;
  const copy = new Map(map);
  copy.delete(key);
  return copy;
}

/** A delta may leave out what does not change: number, name and queues. */
function applyAgent(state: LiveState, data: Raw): LiveState {
  const heard = readAgent(data);
  const known = state.agents.get(heard.id);
  const agent = {
    ...heard,
    number: heard.number || (known?.number ?? ""),
    name: heard.name || (known?.name ?? ""),
    queues: data.queues === undefined ? (known?.queues ?? []) : heard.queues,
  };
  return { ...state, agents: withEntry(state.agents, agent.id, agent) };
}

function applyQueue(state: LiveState, data: Raw): LiveState {
  const id = text(data, "queue");
  return { ...state, queues: withEntry(state.queues, id, readQueue(data, state.queues.get(id))) };
}

function applyAlarm(state: LiveState, data: Raw): LiveState {
  const alarm = readQueueAlarm(data);
  if (alarm === null) return state;
  const queueAlarms =
    data.state === "cleared" ? without(state.queueAlarms, alarm.id) : withEntry(state.queueAlarms, alarm.id, alarm);
  return { ...state, queueAlarms };
}

function callOf(frame: Frame, data: Raw): string {
  return frame.call ?? (text(data, "call") || text(record(data, "cdr"), "call"));
}

/** The state after one frame. Frames of types not known here change nothing. */
export function reduce(state: LiveState, frame: Frame, receivedAt: number): LiveState {
  const data: Raw = frame.data ?? {};
  switch (frame.type) {
    case "snapshot":
      return applySnapshot(state, data);
    case "agent.state":
      return applyAgent(state, data);
    case "queue.figures":
      return applyQueue(state, data);
    case "call.live": {
      const id = callOf(frame, data);
      return { ...state, calls: withEntry(state.calls, id, readCall(data, id)) };
    }
    case "call.ended":
    case "call.hidden":
      return { ...state, calls: without(state.calls, callOf(frame, data)) };
    case "supervision.joined":
    case "supervision.mode": {
      const watcher = readWatcher(data, callOf(frame, data));
      return { ...state, watchers: withEntry(state.watchers, watcher.supervisor, watcher) };
    }
    case "supervision.left": {
      const supervisor = text(data, "supervisor");
      // He may be in the next call already.
      const there = state.watchers.get(supervisor)?.call === callOf(frame, data);
      return there ? { ...state, watchers: without(state.watchers, supervisor) } : state;
    }
    case "device.state":
      return { ...state, devices: withEntry(state.devices, text(data, "device"), text(data, "state")) };
    case "trunk.state":
      return { ...state, trunks: withEntry(state.trunks, text(data, "trunk"), readTrunk(data)) };
    case "figures.queue":
      return { ...state, queueFigures: withEntry(state.queueFigures, text(data, "queue"), readFigures(data, "queue")) };
    case "figures.agent":
      return { ...state, agentFigures: withEntry(state.agentFigures, text(data, "agent"), readFigures(data, "agent")) };
    case "alarm":
      return applyAlarm(state, data);
    case "switch.state":
      return { ...state, switchUp: data.up !== false };
    case "core.state":
      return { ...state, coreUp: data.up !== false };
    case "screen_pop":
      return { ...state, pop: readPop(data, callOf(frame, data) || null, receivedAt) };
    case "screen_pop_withdrawn":
      return state.pop !== null && state.pop.pop === text(data, "pop") ? { ...state, pop: null } : state;
    default:
      return state;
  }
}

/** The state after frames in their order. */
export function reduceAll(state: LiveState, frames: readonly Frame[], receivedAt: number): LiveState {
  return frames.reduce((current, frame) => reduce(current, frame, receivedAt), state);
}
