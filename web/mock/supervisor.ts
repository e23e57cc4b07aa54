import type { Answer } from "./api.ts";
import { tell } from "./desk.ts";
import { iso, now, queues } from "./people.ts";

type Body = Record<string, unknown>;

const share = (id: string, zh: string, en: string, formulaZh: string, formulaEn: string, better: string) => ({
  id,
  name: { zh, en },
  formula: { zh: formulaZh, en: formulaEn },
  note: null,
  unit: "share",
  better,
  groups: ["queue", "unit", "company"],
  live: true,
});

export const kpis = {
  settings: { short_abandon_seconds: 5, service_level_seconds: 20, repeat_hours: 24, resolution_hours: 72 },
  kpis: [
    {
      ...share("queued", "排队量", "Calls queued", "离开队列的来电次数", "calls that left a queue", ""),
      unit: "calls",
    },
    {
      ...share("answered", "人工接听量", "Calls answered", "由坐席接听的次数", "visits that ended with an agent", "up"),
      unit: "calls",
    },
    share("answer_rate", "人工接通率", "Answer rate", "人工接听量 ÷ 排队量", "calls answered ÷ calls queued", "up"),
    {
      ...share(
        "service_level",
        "20秒接通率",
        "Service level (20 s)",
        "等待不超过20秒即被接听的次数 ÷（排队量 − 5秒内放弃的次数）",
        "calls answered after at most 20 s ÷ (calls queued − abandoned within 5 s)",
        "up",
      ),
      note: { zh: "目标秒数按队列设置。", en: "The target in seconds is set per queue." },
    },
    share("abandon_rate", "放弃率", "Abandonment rate", "放弃量 ÷ 排队量", "calls abandoned ÷ calls queued", "down"),
    {
      ...share(
        "asa",
        "平均应答速度",
        "Average speed of answer",
        "等待秒数 ÷ 接听量",
        "waiting seconds ÷ answered",
        "down",
      ),
      unit: "seconds",
    },
    {
      ...share("handled", "通话量", "Calls handled", "坐席的通话次数", "talks of agents", ""),
      unit: "calls",
      groups: ["queue", "agent", "unit", "company"],
    },
    {
      ...share(
        "aht",
        "平均处理时长",
        "Average handling time",
        "（通话 + 整理）÷ 通话量",
        "(talk + wrap-up) ÷ handled",
        "down",
      ),
      unit: "seconds",
      groups: ["queue", "agent", "unit", "company"],
    },
    {
      ...share("occupancy", "占用率", "Occupancy", "通话与整理 ÷ 在岗时间", "talking or in wrap-up ÷ available", ""),
      groups: ["agent", "unit", "company"],
    },
    {
      ...share("logged_in_time", "签入时长", "Time logged in", "签入的秒数", "seconds logged in", ""),
      unit: "seconds",
      groups: ["agent", "unit", "company"],
    },
  ],
};

export function kpiValues(seed: number): Record<string, number | null> {
  return {
    queued: 120 + seed * 13,
    answered: 108 + seed * 11,
    answer_rate: 0.9 - seed * 0.02,
    service_level: 0.84 - seed * 0.05,
    abandon_rate: 0.05 + seed * 0.02,
    asa: 11 + seed * 6,
    handled: 108 + seed * 11,
    aht: 246 + seed * 12,
    occupancy: 0.62 + seed * 0.03,
    logged_in_time: 21_600 + seed * 900,
  };
}

export const figures = () => ({
  queues: queues.map((queue, index) => ({
    queue: queue.id,
    service_level_seconds: 20,
    day: kpiValues(index),
    window: kpiValues(index + 1),
  })),
  agents: [{ agent: "u1", day: kpiValues(0), window: kpiValues(1) }],
});

export const trunks = () => [
  { trunk: "telecom", up: true, registration: "registered", reachable: true, since: now() - 86_400 },
  { trunk: "mobile", up: false, registration: "rejected", reachable: true, since: now() - 340 },
];

export const usage = {
  day: "2026-11-26",
  currency: "CNY",
  spent: { company: "38.20" },
  trunks: [
    { trunk: "telecom", in_use: 7, channels: 30, why_not: "" },
    { trunk: "mobile", in_use: 0, channels: 10, why_not: "注册被拒绝" },
  ],
};

export const health = () => ({
  web: true,
  database: true,
  core: true,
  switch: true,
  configuration: true,
  core_seconds: 92_140,
  calls: 7,
  journal_error: null,
  journal_waiting: 3,
  recordings_waiting: 2,
  recordings_failed: 0,
  disk_free: 48_300_000_000,
  disk_total: 240_000_000_000,
  load_per_processor: 0.62,
  trunks: [],
  alarms: [
    {
      id: "trunk:mobile",
      state: "raised",
      severity: "critical",
      zh: "中继 mobile 注册被拒绝：请核对用户名和密码。",
      en: "Trunk mobile: registration refused. Check its user and secret.",
      since: now() - 340,
      value: null,
      limit: null,
    },
  ],
});

const roles = ["customer", "agent", "customer", "consult", "supervisor"];

export const channels = () =>
  roles.map((role, index) => ({
    leg: `local:${index}`,
    name: `PJSIP/web-100${index}-0000${index}`,
    state: "Up",
    device: role === "agent" ? "web-1002" : null,
    caller: `+861390013${9000 + index}`,
    dialled: "1000",
    seconds: 34 * (index + 1),
    call: `live${index}`,
    role,
    agent: role === "agent" ? "u2" : null,
    codec: index % 2 ? "opus" : "alaw",
    loss: [0, 0.2, 2.4, null, 0][index],
    jitter: [4, 11, 42, null, 6][index],
  }));

export const liveSettings = {
  supervision: {
    functions: ["listen", "whisper", "barge", "take_over", "hang_up", "move", "state", "message"],
    tell_agents: false,
  },
  alarms: {
    disk_low_percent: 15,
    disk_critical_percent: 5,
    journal_waiting: 20_000,
    recordings_waiting: 500,
    recordings_failed: 3,
    load_per_processor: 4,
  },
};

export const announcements = [
  {
    id: "a1",
    scope: "queue:heating",
    text: { zh: "幸福小区管网抢修，预计 18 点恢复供暖。", en: "Repairs in Xingfu: heating is back at 18:00." },
    mode: "before",
    until: iso(-7200),
    on_at: iso(3600),
    on_by: "u9",
    off_at: null,
    off_by: null,
    active: true,
  },
  {
    id: "a0",
    scope: "company",
    text: { zh: "系统升级，请稍后再拨。", en: "System maintenance, please call later." },
    mode: "instead",
    until: null,
    on_at: iso(186_400),
    on_by: "u0",
    off_at: iso(180_000),
    off_by: "u0",
    active: false,
  },
];

let session: Body | null = null;

export const supervision = (): Answer => ({ body: session });

export function supervise(body: Body, target: { call?: string; agent?: string }): Answer {
  session = {
    session: "s1",
    supervisor: "u9",
    call: target.call ?? "live3",
    agent: target.agent ?? "u2",
    mode: body.mode ?? "listen",
    state: "on",
    device: "web-1009",
    follow: body.follow === true,
    since: now(),
    reason: "",
  };
  return { body: session };
}

export function step(body: Body): Answer {
  if (session) session = { ...session, mode: body.mode };
  return { body: session };
}

export function leave(): Answer {
  if (session) tell("supervision.session", { ...session, state: "over", reason: "stopped" });
  session = null;
  return { status: 204 };
}
