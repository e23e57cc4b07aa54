import { iso, queues, users } from "./people.ts";

export const queueSettings = queues.map((queue, index) => ({
  ...queue,
  strategy: "longest_idle",
  priority: index === 2 ? 10 : 0,
  ring_timeout: 20,
  wrap_up: 15,
  max_wait: 600,
  max_length: 100,
  announce_every: 30,
  music: "default",
  sticky_enabled: true,
  sticky_lookback_days: 30,
  sticky_patience: 15,
  overflow_action: "voicemail",
  overflow_target: queue.id,
  service_level_seconds: 20,
  no_answer_penalty: 10,
}));

export const userRows = users.map((user) => ({
  ...user,
  unit_id: "root",
  disabled: false,
  created_at: iso(86_400 * 20),
  last_login_at: iso(3600),
  queues:
    user.role === "agent"
      ? [
          { queue: "heating", preference: 0 },
          { queue: "sales", preference: 1 },
        ]
      : [],
}));

export const devices = ["8001", "8002", "8003"].map((id, index) => ({
  id,
  kind: "phone",
  name: `${index + 1} 号工位`,
  secret: null,
}));

export const entries = [
  { number: "1000", flow: "main", name: { zh: "总机", en: "Main number" } },
  { number: "4008001234", flow: "heating", name: { zh: "供暖热线", en: "Heating hotline" } },
];

export const flows = [
  {
    id: "main",
    name: { zh: "总机", en: "Main number" },
    version: 4,
    published_at: iso(86_400),
    document: {
      flow: "main",
      name: { zh: "总机", en: "Main number" },
      start: "welcome",
      languages: ["zh", "en"],
      nodes: {
        welcome: {
          kind: "language",
          say: { zh: "欢迎致电暖购。中文服务请按1。", en: "Welcome to WarmShop. For English, press 2." },
          keys: { "1": "zh", "2": "en" },
          next: "menu",
        },
        menu: {
          kind: "menu",
          say: {
            zh: "购物咨询请按1，供暖报修请按2，人工服务请按0。",
            en: "For shopping press 1, for heating press 2, for an agent press 0.",
          },
          keys: { "1": "sales", "2": "heating", "0": "sales" },
        },
        sales: { kind: "queue", queue: "sales" },
        heating: { kind: "queue", queue: "heating" },
      },
    },
  },
  {
    id: "heating",
    name: { zh: "供暖热线", en: "Heating hotline" },
    version: 1,
    published_at: iso(86_400 * 3),
    document: null,
  },
];
