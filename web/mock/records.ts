import { calls, detail } from "./calls.ts";
import { customers, iso, queues, users } from "./people.ts";
import { kpiValues } from "./supervisor.ts";

const agents = users.filter((user) => user.number !== null && user.role === "agent");
const answered = calls.filter((call) => call.outcome === "answered");

export const recordings = answered.map((call, index) => ({
  id: `rec-${call.id}`,
  call_id: call.id,
  state: index === 3 ? "deleted" : index === 0 ? "raw" : "playable",
  started_at: call.answered_at,
  seconds: 151,
  channels: 2,
  direction: call.direction,
  from_number: call.from_number,
  to_number: call.to_number,
  queue: call.queue,
  agent_id: call.agent_id,
  customer_id: call.customer_id,
  customer_name: call.customer_name,
  parts: [
    { segment: 1, agent_id: call.agent_id, queue: call.queue, start: 0, end: 92 },
    { segment: 2, agent_id: "u3", queue: call.queue, start: 92, end: 151 },
  ],
  whole: true,
  held: index === 2,
  size: 604_000,
  sha256: "9f2c",
  sealed: index % 4 === 1,
  integrity: "ok",
  checked_at: null,
  deleted_at: index === 3 ? iso(3000) : null,
  deleted_by: null,
  delete_rule: index === 3 ? "days" : "",
  delete_reason: index === 3 ? "365 天到期" : "",
}));

export function recording(id: string): unknown {
  const row = recordings.find((one) => one.id === id);
  const call = calls.find((one) => one.id === row?.call_id);
  if (!row || !call) return undefined;
  return {
    ...row,
    peaks: detail(call).recordings[0]?.peaks ?? null,
    markers: [
      { at: 0, type: "call.connected", data: { agent: row.agent_id } },
      { at: 41.5, type: "call.held", data: { agent: row.agent_id, held: true } },
      { at: 58, type: "call.held", data: { agent: row.agent_id, held: false } },
      { at: 70, type: "recording.paused", data: { paused: true } },
      { at: 82, type: "recording.paused", data: { paused: false } },
      { at: 92, type: "call.transferred", data: { agent: row.agent_id } },
    ],
  };
}

/** A second and a half of a quiet tone, as a WAV file. */
export function tone(): Uint8Array {
  const rate = 8000;
  const samples = rate * 151;
  const file = new DataView(new ArrayBuffer(44 + samples));
  const text = (at: number, word: string) =>
    [...word].forEach((letter, index) => {
      file.setUint8(at + index, letter.charCodeAt(0));
    });
  text(0, "RIFF");
  file.setUint32(4, 36 + samples, true);
  text(8, "WAVEfmt ");
  file.setUint32(16, 16, true);
  file.setUint16(20, 1, true);
  file.setUint16(22, 1, true);
  file.setUint32(24, rate, true);
  file.setUint32(28, rate, true);
  file.setUint16(32, 1, true);
  file.setUint16(34, 8, true);
  text(36, "data");
  file.setUint32(40, samples, true);
  for (let at = 0; at < samples; at++) file.setUint8(44 + at, 128 + 20 * Math.sin(at / 6));
  return new Uint8Array(file.buffer);
}

const agentOf = (index: number) => agents[index % agents.length];

const agentCalls = answered.map((call, index) => ({
  call_id: call.id,
  part: 1,
  agent_id: call.agent_id,
  agent_number: agentOf(index)?.number ?? null,
  agent_name: agentOf(index)?.name ?? null,
  device: "web-1001",
  direction: call.direction,
  kind: index % 5 === 3 ? "consult" : "talk",
  number: call.from_number,
  queue: call.queue,
  result: "answered",
  started_at: call.started_at,
  answered_at: call.answered_at,
  ended_at: call.ended_at,
  ring_seconds: 5.1,
  talk_seconds: call.talk_seconds,
  hold_seconds: call.hold_seconds,
  wrap_up_seconds: 22,
  ended_by: "caller",
}));

const STATES = ["available", "talking", "wrap_up", "break", "busy", "offline"];

const agentStates = Array.from({ length: 24 }, (_, index) => ({
  agent_id: agentOf(index)?.id ?? "",
  agent_number: agentOf(index)?.number ?? null,
  agent_name: agentOf(index)?.name ?? null,
  state: STATES[index % STATES.length],
  reason: STATES[index % STATES.length] === "break" ? "meal" : "",
  since: iso(400 * (index + 1)),
  ended_at: index === 0 ? null : iso(400 * index),
  seconds: index === 0 ? null : 400,
  device: "web-1001",
  queue: null,
  call_id: index % 3 === 1 ? `call${index}` : null,
}));

const RESULTS = ["answered", "abandoned", "answered", "overflow", "callback"];

const queueVisits = calls
  .filter((call) => call.queue !== null)
  .map((call, index) => ({
    call_id: call.id,
    visit: 1,
    queue: call.queue,
    number: call.from_number,
    priority: 0,
    entered_at: call.started_at,
    left_at: call.ended_at,
    wait_seconds: 12 + (index % 7) * 9,
    result: RESULTS[index % RESULTS.length],
    detail: "",
    agent_id: call.agent_id,
    agent_number: call.agent_id ? (agentOf(index)?.number ?? null) : null,
    agent_name: call.agent_id ? (agentOf(index)?.name ?? null) : null,
    preferred_id: null,
    sticky: index % 4 === 0,
    offers: 1 + (index % 2),
  }));

const ivrVisits = calls.slice(0, 20).map((call, index) => ({
  call_id: call.id,
  step: index,
  number: call.from_number,
  channel: `PJSIP/trunk-0000${index}`,
  flow: "main",
  version: 4,
  node: index % 2 ? "menu" : "welcome",
  kind: index % 2 ? "menu" : "language",
  entered_at: call.started_at,
  left_at: call.started_at,
  seconds: 4.2 + index,
  result: String(1 + (index % 3)),
  exit: index % 2 ? "heating" : "menu",
}));

/** Rows and the line of means of one history. */
export const histories: Record<string, [readonly unknown[], object]> = {
  "agent-calls": [
    agentCalls,
    {
      parts: 26,
      handled: 21,
      talk_time: 2996.7,
      mean_talk: 142.7,
      mean_hold: 4.2,
      mean_ring: 5.1,
      mean_wrap_up: 22,
      mean_work: 169.8,
      aht: 164.7,
    },
  ],
  "agent-states": [agentStates, { changes: 24, seconds: { available: 9100, talking: 7300, wrap_up: 820, break: 900 } }],
  "queue-visits": [
    queueVisits,
    {
      queued: 40,
      results: { answered: 26, abandoned: 7, overflow: 4, callback: 3 },
      mean_wait: 31.2,
      asa: 22.4,
      mean_wait_abandoned: 48.1,
    },
  ],
  "ivr-visits": [ivrVisits, { visits: 20, calls: 12, mean_seconds: 6.4, exits: { menu: 10, heating: 6, sales: 4 } }],
};

export function kpiReport(url: URL): unknown {
  const group = url.searchParams.get("group") ?? "queue";
  const interval = url.searchParams.get("interval") ?? "none";
  const from = url.searchParams.get("from") ?? iso(3600);
  const to = url.searchParams.get("to") ?? iso(0);
  const shift = Date.parse(to) < Date.now() ? 1 : 0;
  const keys: Record<string, (string | null)[]> = {
    queue: queues.map((queue) => queue.id),
    agent: agents.map((agent) => agent.id),
    unit: ["root"],
    company: [null],
  };
  const row = (key: string | null, index: number) => ({ key, from, to, values: kpiValues(index + shift) });
  return { group, interval, rows: (keys[group] ?? []).map(row), total: row(null, 1) };
}

const CALLBACK_STATES = ["waiting", "attempt", "waiting", "ended", "ended"];

export const callbacks = customers.slice(0, 5).map((customer, index) => ({
  id: `cb${index}`,
  queue: queues[index % queues.length]?.id ?? "",
  number: customer.phones[0]?.number ?? "",
  customer_id: customer.id,
  customer_name: customer.name,
  language: "zh",
  source: "queue",
  requested_by: null,
  requested_at: iso(900 * (index + 1)),
  entered_at: iso(900 * (index + 1)),
  not_before: index === 2 ? iso(-3600) : null,
  call_id: `call${index}`,
  state: CALLBACK_STATES[index],
  result: index === 3 ? "done" : index === 4 ? "refused" : "",
  reason: index === 4 ? "outbound.dnc" : "",
  message: index === 4 ? "The number is on the do-not-call list." : "",
  message_zh: index === 4 ? "号码在免打扰名单中。" : "",
  attempts: index % 3,
  attempt_call_id: null,
  agent_id: index === 1 ? "u2" : null,
  ended_at: index > 2 ? iso(300) : null,
  ended_by: null,
}));
