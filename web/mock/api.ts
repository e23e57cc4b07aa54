import { calls, detail, voicemails } from "./calls.ts";
import { agentView, become, desk, tell } from "./desk.ts";
import { customers, dictionaries, iso, now, queues, tickets, users } from "./people.ts";
import { ring } from "./pop.ts";
import { callbacks, histories, kpiReport, recording, recordings, tone } from "./records.ts";
import { devices, entries, flows, queueSettings, userRows } from "./settings.ts";
import {
  announcements,
  channels,
  health,
  kpis,
  leave,
  liveSettings,
  step,
  supervise,
  supervision,
  usage,
} from "./supervisor.ts";
import { act, colleagues, message, messages, pauseReasons, talk } from "./talk.ts";

export interface Answer {
  status?: number;
  headers?: Record<string, string | string[]>;
  body?: unknown;
}

type Body = Record<string, unknown>;
type Handler = (match: string[], url: URL, body: Body) => Answer;

const SIP = { username: "web-1001", password: "mock", uri: "sip:web-1001@127.0.0.1", ws: "/ws", realm: "asterisk" };
const NONE: Answer = { status: 204 };

function page(items: readonly unknown[], url: URL): Answer {
  const number = Number(url.searchParams.get("page") ?? 1);
  const size = Number(url.searchParams.get("page_size") ?? 50);
  return {
    body: {
      items: items.slice((number - 1) * size, number * size),
      total: items.length,
      page: number,
      page_size: size,
    },
  };
}

function refuse(status: number, code: string, message: string, message_zh: string): Answer {
  return { status, body: { error: { code, message, message_zh } } };
}

const isWanted = (state: string | undefined, url: URL) =>
  !url.searchParams.has("open") || (url.searchParams.get("open") === "true") === (state !== "ended");
const unread = (url: URL) => url.searchParams.get("unread") === "true";
const missing = () => refuse(404, "not_found", "there is no such record", "没有这条记录");
const found = (item: unknown): Answer => (item === undefined ? missing() : { body: item });

function listed<T extends object>(items: readonly T[], url: URL, fields: readonly string[]): readonly T[] {
  return items.filter((item) =>
    fields.every((field) => {
      const wanted = url.searchParams.get(field);
      return wanted === null || JSON.stringify(Object.values(item)).includes(wanted);
    }),
  );
}

const routes: [string, RegExp, Handler][] = [
  ["POST", /^auth\/login$/, (_, __, body) => login(String(body.username), String(body.password))],
  ["POST", /^auth\/logout$/, () => ({ status: 204, headers: { "Set-Cookie": "mock_user=; Path=/; Max-Age=0" } })],
  ["PATCH", /^auth\/me$/, () => ({ body: { user: users[1], csrf: "mock" } })],
  ["POST", /^auth\/password$/, () => refuse(401, "auth.failed", "the old password is wrong", "原密码不正确")],
  ["POST", /^agent\/session$/, (_, __, body) => openSession(body)],
  ["DELETE", /^agent\/session$/, () => closeSession()],
  [
    "GET",
    /^agent\/me$/,
    () => ({
      body: {
        logged_in: desk.bound !== null,
        session: desk.bound?.session ?? null,
        device: desk.bound?.device ?? null,
        state: agentView(),
        call: null,
      },
    }),
  ],
  ["PUT", /^agent\/state$/, (_, __, body) => changed(() => become(String(body.state), String(body.reason ?? "")))],
  [
    "POST",
    /^agent\/wrap-up$/,
    (_, __, body) =>
      changed(() => (body.action === "extend" ? become("wrap_up", "", now() + 45) : become("available"))),
  ],
  ["POST", /^agent\/dial$/, () => ({ body: { call: "mock-dial" } })],
  ["POST", /^agent\/(.+)$/, ([verb], _, body) => act(verb ?? "", body)],
  ["GET", /^agent\/colleagues$/, () => ({ body: colleagues() })],
  ["GET", /^pause-reasons$/, () => ({ body: pauseReasons })],
  ["GET", /^live\/messages$/, (_, url) => page(unread(url) ? messages.filter((row) => !row.read_at) : messages, url)],
  ["POST", /^mock\/message$/, message],
  ["POST", /^mock\/consult$/, (_, __, body) => act("consult", { target: "u2", ...body })],
  [
    "POST",
    /^test-phone$/,
    () => ({
      body: {
        device: "guest-1",
        sip: { ...SIP, username: "guest-1" },
        numbers: entries.map((e) => ({ number: e.number, name_zh: e.name.zh, name_en: e.name.en })),
      },
    }),
  ],
  ["DELETE", /^test-phone\//, () => NONE],
  ["GET", /^calls$/, (_, url) => page(listed(calls, url, ["outcome", "direction", "agent", "queue"]), url)],
  [
    "GET",
    /^calls\/([^/]+)$/,
    ([id]) => {
      const call = calls.find((one) => one.id === id);
      return found(call && detail(call));
    },
  ],
  [
    "PATCH",
    /^calls\/([^/]+)$/,
    ([id]) => {
      const call = calls.find((one) => one.id === id) ?? calls[0];
      return found(call && detail(call));
    },
  ],
  ["GET", /^calls\/[^/]+\/recording$/, missing],
  ["GET", /^customers$/, (_, url) => page(listed(customers, url, ["q"]), url)],
  [
    "POST",
    /^customers$/,
    (_, __, body) => ({
      status: 201,
      body: { ...customers[0], ...body, id: "c99", number: "10000099", provisional: false },
    }),
  ],
  ["GET", /^customers\/([^/]+)$/, ([id]) => found(customers.find((one) => one.id === id))],
  [
    "PATCH",
    /^customers\/([^/]+)$/,
    ([id], _, body) =>
      found({
        ...customers.find((one) => one.id === id),
        ...body,
        version: Number(body.version) + 1,
        provisional: false,
      }),
  ],
  ["GET", /^customers\/[^/]+\/timeline$/, (_, url) => page(history(), url)],
  ["GET", /^tickets$/, (_, url) => page(listed(tickets, url, ["status", "type", "q"]), url)],
  ["POST", /^tickets$/, (_, __, body) => ({ status: 201, body: { ...tickets[0], ...body, id: "t0" } })],
  ["GET", /^tickets\/([^/]+)$/, ([id]) => found(tickets.find((one) => one.id === id))],
  ["PATCH", /^tickets\/([^/]+)$/, ([id], _, body) => found({ ...tickets.find((one) => one.id === id), ...body })],
  ["POST", /^tickets\/([^/]+)\/remarks$/, ([id]) => found(tickets.find((one) => one.id === id))],
  ["GET", /^voicemails$/, (_, url) => page(voicemails, url)],
  ["GET", /^voicemails\/[^/]+\/audio$/, missing],
  ["PATCH", /^voicemails\/([^/]+)$/, ([id]) => found(voicemails.find((one) => one.id === id))],
  ["GET", /^dictionaries$/, () => ({ body: dictionaries })],
  [
    "GET",
    /^directory$/,
    () => ({ body: { users: users.map(({ id, number, name }) => ({ id, number, name })), queues, flows: flowNames } }),
  ],
  ["GET", /^live\/supervision$/, supervision],
  ["PATCH", /^live\/supervision$/, (_, __, body) => step(body)],
  ["DELETE", /^live\/supervision$/, leave],
  ["POST", /^live\/calls\/([^/]+)\/supervise$/, ([call], _, body) => supervise(body, { call })],
  ["POST", /^live\/agents\/([^/]+)\/supervise$/, ([agent], _, body) => supervise(body, { agent })],
  ["GET", /^live\/health$/, () => ({ body: health() })],
  ["GET", /^live\/channels$/, () => ({ body: channels() })],
  ["GET", /^live\/settings$/, () => ({ body: liveSettings })],
  ["PUT", /^live\/settings$/, (_, __, body) => ({ body })],
  ["GET", /^outbound\/usage$/, () => ({ body: usage })],
  ["GET", /^announcements$/, (_, url) => page(announcements, url)],
  ["GET", /^kpis\/values$/, (_, url) => ({ body: kpiReport(url) })],
  ["GET", /^recordings$/, (_, url) => page(listed(recordings, url, ["direction", "state", "agent", "queue"]), url)],
  ["GET", /^recordings\/([^/]+)$/, ([id]) => found(recording(id ?? ""))],
  ["GET", /^recordings\/[^/]+\/(audio|download)$/, () => ({ headers: { "Content-Type": "audio/wav" }, body: tone() })],
  ["POST", /^recordings\/[^/]+\/verify$/, () => ({ body: { integrity: "ok", sha256: "9f2c" } })],
  [
    "GET",
    /^histories\/([a-z-]+)$/,
    ([kind], url) => {
      const [rows, summary] = histories[kind ?? ""] ?? [[], {}];
      return { body: { ...(page(rows, url).body as object), summary } };
    },
  ],
  [
    "GET",
    /^callbacks$/,
    (_, url) =>
      page(
        callbacks.filter((row) => isWanted(row.state, url)),
        url,
      ),
  ],
  ["GET", /^units$/, () => ({ body: [{ id: "root", parent_id: null, name_zh: "总部", name_en: "Headquarters" }] })],
  ["GET", /^kpis$/, () => ({ body: kpis })],
  ["POST", /^live\/messages$/, () => ({ status: 201, body: { id: "m9", recipients: 4, delivered: 3 } })],
  ["POST", /^live\//, () => NONE],
  ["GET", /^live\/(agents|calls)\/([^/]+)\/explain$/, () => ({ body: explanation })],
  ["GET", /^users$/, (_, url) => page(userRows, url)],
  ["GET", /^queues$/, () => ({ body: queueSettings })],
  ["GET", /^devices$/, () => ({ body: devices })],
  ["GET", /^entries$/, () => ({ body: entries })],
  ["GET", /^flows$/, () => ({ body: flows.map((flow) => ({ ...flow, document: null })) })],
  ["GET", /^flows\/([^/]+)$/, ([id]) => found(flows.find((flow) => flow.id === id))],
  [
    "PUT",
    /^flows\/([^/]+)$/,
    () =>
      refuse(
        422,
        "flow.invalid",
        "flow main:12: node menu: 'next' leads to 'menus', which does not exist — did you mean menu?",
        "flow main:12：节点 menu：“next”指向不存在的节点“menus”——是否指 menu？",
      ),
  ],
  ["POST", /^mock\/reset$/, () => closeSession()],
  ["POST", /^mock\/reset$/, () => closeSession()],
  ["POST", /^mock\/ring$/, (_, url) => changed(() => ring(url.searchParams.get("known") !== "0"))],
  [
    "POST",
    /^mock\/talk$/,
    () =>
      changed(() => {
        talk();
        become("talking");
      }),
  ],
  [
    "POST",
    /^mock\/wrap-up$/,
    () =>
      changed(() => {
        tell("call.ended", { call: desk.call, cdr: {} });
        become("wrap_up", "", now() + 15);
      }),
  ],
];

const flowNames = flows.map(({ id, name }) => ({ id, name }));

const explanation = {
  id: "live1",
  waited: 74,
  reasons: [
    {
      code: "waits",
      zh: "在队列“供暖报修”中等待 74 秒，优先级 0。",
      en: "Waits in queue Heating repair for 74 s with priority 0.",
    },
    { code: "next", zh: "下一位就是他。", en: "He is next." },
    { code: "all_busy", zh: "6 名签入坐席都在通话或整理。", en: "All 6 logged-in agents are talking or in wrap-up." },
  ],
};

function login(username: string, password: string): Answer {
  const user = users.find((one) => one.username === username);
  if (!user || password === "wrong")
    return refuse(401, "auth.failed", "User name or password is wrong.", "用户名或密码不正确。");
  desk.user = user.id;
  return {
    headers: { "Set-Cookie": [`mock_user=${user.id}; Path=/`, "hotline_csrf=mock; Path=/"] },
    body: { token: user.id, csrf: "mock", user },
  };
}

function openSession(body: Body): Answer {
  if (body.extension === "8002" && !body.takeover)
    return refuse(409, "agent.session_elsewhere", "You are logged in elsewhere.", "您已在别处签入。");
  desk.bound = { session: `s${Date.now()}`, device: body.browser ? "web-1001" : String(body.extension) };
  become("available");
  return {
    body: {
      session: desk.bound.session,
      device: desk.bound.device,
      sip: body.browser ? SIP : null,
      state: agentView(),
    },
  };
}

function closeSession(): Answer {
  desk.bound = null;
  become("offline");
  return NONE;
}

function changed(change: () => void): Answer {
  change();
  return { body: agentView() };
}

function history(): unknown[] {
  return [
    { kind: "call", at: iso(3600), id: "call0", data: calls[0] },
    { kind: "ticket", at: iso(7200), id: "t0", data: tickets[0] },
    { kind: "voicemail", at: iso(96_000), id: "vm0", data: voicemails[0] },
    { kind: "call", at: iso(186_000), id: "call2", data: calls[2] },
  ];
}

/** The mock server's answer to a request. */
export function answer(method: string, url: URL, body: Body, cookies: string): Answer {
  const path = url.pathname.replace(/^\/api\/v1\//, "");
  const me = users.find((user) => cookies.includes(`mock_user=${user.id}`));
  if (method === "GET" && path === "auth/me") {
    if (!me) return refuse(401, "auth.required", "Log in first.", "请先登录。");
    desk.user = me.id;
    return { body: { user: me, csrf: "mock" } };
  }
  for (const [verb, pattern, handler] of routes) {
    const match = path.match(pattern);
    if (verb === method && match) return handler(match.slice(1), url, body);
  }
  return missing();
}
