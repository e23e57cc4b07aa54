import { customers, iso, users } from "./people.ts";

const OUTCOMES = ["answered", "answered", "abandoned", "answered", "voicemail", "ivr_only", "answered", "overflow"];

export const calls = Array.from({ length: 46 }, (_, index) => {
  const outcome = OUTCOMES[index % OUTCOMES.length] ?? "answered";
  const customer = customers[index % customers.length];
  const answered = outcome === "answered";
  return {
    id: `call${index}`,
    direction: index % 9 === 4 ? "outbound" : "inbound",
    from_number: customer?.phones[0]?.number ?? "",
    from_name: "",
    to_number: "1000",
    entry: "1000",
    language: index % 7 === 3 ? "en" : "zh",
    customer_id: customer?.id ?? null,
    customer_name: customer?.name ?? "",
    started_at: iso(600 * (index + 1)),
    answered_at: answered ? iso(600 * (index + 1) - 38) : null,
    ended_at: iso(600 * (index + 1) - 190),
    ended_by: answered ? "caller" : "system",
    cause: "normal",
    outcome,
    queue: outcome === "ivr_only" ? null : (["heating", "sales", "complaints"][index % 3] ?? null),
    agent_id: answered ? (users[1 + (index % 6)]?.id ?? null) : null,
    ivr_seconds: 14.2,
    wait_seconds: outcome === "ivr_only" ? 0 : 18.4,
    ring_seconds: answered ? 5.1 : 0,
    talk_seconds: answered ? 142.7 : 0,
    hold_seconds: index % 5 === 0 ? 21 : 0,
    voicemail: outcome === "voicemail" ? `vm${index}` : null,
    recovered: index === 6,
    disposition: answered ? "solved" : "",
    note: answered ? "已指导客户放气。" : "",
    ticket_id: index < 6 ? `t${index}` : null,
    recording: answered ? "playable" : "none",
  };
});

type Call = (typeof calls)[number];

function peaks(seed: number): number[] {
  return Array.from(
    { length: 240 },
    (_, i) => Math.abs(Math.sin(i / 9 + seed) * Math.sin(i / 3.1 + seed * 2)) * (i % 60 < 40 ? 0.9 : 0.1),
  );
}

function timelineOf(call: Call): { at: number; type: string; data: Record<string, unknown> }[] {
  const start = Date.parse(call.started_at) / 1000;
  const event = (seconds: number, type: string, data: Record<string, unknown>) => ({ at: start + seconds, type, data });
  const begin = [
    event(0, "call.started", { from_number: call.from_number, to_number: call.to_number, direction: call.direction }),
    event(0.1, "call.identified", { known: true, name: call.customer_name }),
    event(5, "call.node", { node: "welcome", kind: "language", seconds: 5, result: "1" }),
    event(5, "call.language", { language: call.language }),
    event(14.2, "call.node", { node: "menu", kind: "menu", seconds: 9.2, result: "2" }),
  ];
  if (call.outcome === "ivr_only") return [...begin, event(40, "call.ended", {})];
  const waiting = [...begin, event(14.2, "call.queued", { queue: call.queue })];
  if (call.outcome !== "answered") {
    return [
      ...waiting,
      event(74, "call.left_queue", {
        queue: call.queue,
        result: call.outcome === "overflow" ? "overflow" : "abandoned",
        waited: 60,
      }),
      event(190, "call.ended", {}),
    ];
  }
  return [
    ...waiting,
    event(20, "call.offered", { agent: "u3", attempt: 1, sticky: true }),
    event(28, "call.offer_ended", { agent: "u3", result: "no_answer", seconds: 8 }),
    event(32.6, "call.offered", { agent: call.agent_id, attempt: 2, sticky: false }),
    event(37.7, "call.offer_ended", { agent: call.agent_id, result: "answered", seconds: 5.1 }),
    event(37.8, "call.left_queue", { queue: call.queue, result: "answered", waited: 23.6 }),
    event(38, "recording.started", {}),
    event(38, "call.connected", { segment: 1, agent: call.agent_id, queue: call.queue }),
    event(90, "call.held", { agent: call.agent_id, held: true }),
    event(111, "call.held", { agent: call.agent_id, held: false }),
    event(189, "call.segment_ended", { agent: call.agent_id, seconds: 142.7, ended_by: "caller" }),
    event(190, "recording.ready", { seconds: 151 }),
    event(190, "call.ended", {}),
  ];
}

export function detail(call: Call) {
  const answered = call.outcome === "answered";
  return {
    ...call,
    timeline: timelineOf(call),
    segments: answered
      ? [
          {
            segment: 1,
            agent_id: call.agent_id,
            device: "web-1001",
            number: null,
            queue: call.queue,
            started_at: call.answered_at,
            ended_at: call.ended_at,
            seconds: call.talk_seconds,
            ended_by: "caller",
          },
        ]
      : [],
    recordings: answered
      ? [
          {
            id: `rec-${call.id}`,
            kind: "call",
            state: "playable",
            started_at: call.answered_at,
            seconds: 151,
            channels: 2,
            peaks: [peaks(1), peaks(2.4)],
          },
        ]
      : [],
  };
}

export const voicemails = Array.from({ length: 7 }, (_, index) => ({
  id: `vm${index}`,
  call_id: `call${index * 8 + 4}`,
  box: ["heating", "sales"][index % 2] ?? "heating",
  from_number: customers[index]?.phones[0]?.number ?? "",
  customer_id: customers[index]?.id ?? null,
  customer_name: customers[index]?.name ?? "",
  seconds: 12 + index * 7,
  language: "zh",
  left_at: iso(4000 * (index + 1)),
  heard_at: index % 3 === 2 ? iso(1000) : null,
  heard_by: null,
  assigned_to: index === 1 ? "u2" : null,
  ticket_id: index === 2 ? "t0" : null,
  deleted_at: null,
  deleted_by: null,
  delete_reason: "",
  playable: true,
}));
