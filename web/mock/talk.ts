import type { Answer } from "./api.ts";
import { desk, tell } from "./desk.ts";
import { iso, now, queues, users } from "./people.ts";
import { live } from "./pop.ts";

type Body = Record<string, unknown>;
const NONE: Answer = { status: 204 };

/** What the mock agent does in his call: the room beside him changes as the server's would. */
const room: { extra: Record<string, unknown> } = { extra: { recording: "on" } };

export function talk(change: Record<string, unknown> = {}): void {
  room.extra = { recording: "on", ...change };
  live(desk.call ?? "", "+8613800138000", "李秀英", "talking", room.extra);
}

function step(change: Record<string, unknown>): Answer {
  const { consult, guests, ...rest } = { ...room.extra, ...change } as Record<string, unknown>;
  talk({ ...rest, ...(consult ? { consult } : {}), ...(guests ? { guests } : {}) });
  return NONE;
}

const third = (target: unknown) => ({ agent: String(target), device: "web-1002", number: null });

export function act(verb: string, body: Body): Answer {
  const consult = room.extra.consult as Record<string, unknown> | undefined;
  switch (verb) {
    case "consult":
      return step({ consult: { ...third(body.target), state: "talking" } });
    case "consult/cancel":
      return step({ consult: null });
    case "consult/toggle":
      return step({ consult: { ...consult, state: consult?.state === "held" ? "talking" : "held" } });
    case "conference":
      return step({ consult: null, guests: [consult] });
    case "conference/drop":
      return step({ guests: null });
    case "recording":
      return step({ recording: body.action === "pause" ? "paused" : "on" });
    case "note":
      return { body: { call: desk.call, note: String(body.text) } };
    default:
      return NONE;
  }
}

const STATES = ["available", "talking", "wrap_up", "break", "talking", "offline"];

export function colleagues(): unknown[] {
  return users
    .filter((user) => user.number !== null && user.id !== desk.user)
    .map((user, index) => ({
      agent: user.id,
      number: user.number,
      name: user.name,
      state: STATES[index % STATES.length],
      queues: [queues[index % queues.length]?.id],
    }));
}

export const pauseReasons = [
  { id: "rest", name: { zh: "休息", en: "Rest" }, state: "break", paid: true, limit: 900, position: 0 },
  { id: "meal", name: { zh: "用餐", en: "Meal" }, state: "break", paid: false, limit: 3600, position: 1 },
  { id: "meeting", name: { zh: "开会", en: "Meeting" }, state: "break", paid: true, limit: null, position: 2 },
  { id: "paperwork", name: { zh: "处理工单", en: "Paperwork" }, state: "busy", paid: true, limit: null, position: 3 },
];

export const messages = [
  { text: "供暖报修来电很多，请暂缓小休。", sender_name: "孙莉", at: iso(600), read_at: null },
  { text: "下午四点开班会。", sender_name: "孙莉", at: iso(9000), read_at: iso(8000) },
].map((row, index) => ({ id: `m${index}`, sender_id: "u9", queues: [], recipients: 6, read: 3, ...row }));

/** A message comes. */
export function message(): Answer {
  const text = messages[0]?.text;
  tell("message", { id: "m0", at: now(), from: { id: "u9", name: "孙莉" }, text });
  return NONE;
}
