/** The state of the call centre as boards and the agent desk see it. Instants are milliseconds since the epoch. */

export const AGENT_STATES = [
  "offline",
  "available",
  "reserved",
  "ringing",
  "talking",
  "wrap_up",
  "busy",
  "break",
  "not_answering",
  "device_lost",
] as const;
export type AgentState = (typeof AGENT_STATES)[number];

export const STAGES = ["ivr", "queue", "ringing", "talking", "hold", "voicemail", "transfer"] as const;
export type Stage = (typeof STAGES)[number];

export interface LiveAgent {
  id: string;
  number: string;
  name: string;
  state: AgentState;
  reason: string;
  device: string | null;
  queue: string | null;
  /** The call that he talks in, or wraps up. */
  call: string | null;
  queues: string[];
  since: number | null;
  until: number | null;
  /** When a pause has lasted as long as its reason allows. */
  limit: number | null;
}

export interface LiveQueue {
  id: string;
  name: Record<string, string>;
  waiting: number;
  oldest: number | null;
  available: number;
  talking: number;
  wrapUp: number;
  loggedIn: number;
  /** From when on it needs a person; null where nobody told. */
  limits: QueueLimits | null;
}

export const MEASURES = ["waiting", "longest_wait", "service_level", "abandon_rate", "no_agents"] as const;
export type Measure = (typeof MEASURES)[number];

/** Thresholds of a queue: counts, seconds and percent of today; null where there is none. */
export interface QueueLimits {
  waiting: number | null;
  longestWait: number | null;
  serviceLevel: number | null;
  abandonRate: number | null;
  leastCalls: number;
  noAgents: boolean;
}

/** A figure of a queue is beyond its threshold. */
export interface QueueAlarm {
  id: string;
  queue: string;
  measure: Measure;
  critical: boolean;
  words: Record<string, string>;
}

/** A party of a call beside the customer and the agent who has him: an agent, a phone or a number outside. */
export interface LiveParty {
  agent: string | null;
  device: string | null;
  number: string | null;
}

export type ConsultState = "waiting" | "ringing" | "talking" | "held";

export interface LiveCall {
  id: string;
  stage: Stage;
  since: number | null;
  started: number | null;
  direction: string;
  from: string;
  to: string;
  customer: string | null;
  name: string;
  queue: string | null;
  agent: string | null;
  node: string | null;
  /** The flow of `node`. */
  flow: string | null;
  /** Whom the agent asks while the customer waits; of a queue that still looks for somebody only its id is known. */
  consult: (LiveParty & { state: ConsultState; queue?: string | null }) | null;
  /** Third parties who talk with both. */
  guests: readonly LiveParty[];
  /** Agents who are rung for it. */
  ringing: readonly string[];
  /** The other agent of a talk between colleagues. */
  colleague: string | null;
  muted: boolean;
  recording: "on" | "paused" | null;
}

/** A supervisor who is in a call, as far as this user is told. */
export interface LiveWatcher {
  supervisor: string;
  call: string;
  mode: string;
}

export interface LiveTrunk {
  id: string;
  name: string;
  up: boolean | null;
  registration: string;
  reachable: boolean | null;
  since: number | null;
}

/** An emergency message that callers hear now. */
export interface LiveAnnouncement {
  id: string;
  scope: string;
  text: Record<string, string>;
  mode: string;
  until: number | null;
}

/** Figures of the catalogue by id: of today and of the last half hour. */
export interface LiveFigures {
  id: string;
  serviceLevelSeconds: number | null;
  day: Readonly<Record<string, number | null>>;
  window: Readonly<Record<string, number | null>>;
}

export interface PopStep {
  flow: string;
  node: string;
  kind: string;
  result: string;
}

export interface PopCandidate {
  id: string;
  name: string;
  detail: string;
}

export interface PopTicket {
  id: string;
  number: string;
  title: string;
  status: string;
}

/** `step`: how far it is, in words. */
export interface PopOrder {
  id: string;
  number: string;
  title: string;
  step: Record<string, string>;
}

export interface PopCall {
  id: string;
  at: number | null;
  outcome: string;
  agent: string;
  seconds: number;
}

/** What the agent is told before his phone rings. `waited` in seconds; `receivedAt` on this computer's clock. */
/** One of the company's own fields of the customer, its value in words. */
export interface PopField {
  code: string;
  label: Record<string, string>;
  said: Record<string, string>;
}

export interface ScreenPop {
  pop: string;
  call: string | null;
  kind: string;
  queue: string | null;
  number: string;
  dialled: string;
  language: string;
  waited: number;
  sticky: boolean;
  customer: string | null;
  known: boolean;
  customerName: string;
  region: Record<string, string>;
  path: PopStep[];
  candidates: PopCandidate[];
  fields: PopField[];
  tickets: PopTicket[];
  orders: PopOrder[];
  calls: PopCall[];
  receivedAt: number;
}

export interface LiveState {
  agents: ReadonlyMap<string, LiveAgent>;
  queues: ReadonlyMap<string, LiveQueue>;
  calls: ReadonlyMap<string, LiveCall>;
  devices: ReadonlyMap<string, string>;
  trunks: ReadonlyMap<string, LiveTrunk>;
  announcements: readonly LiveAnnouncement[];
  /** Alarms of queues that are on, by their ids. */
  queueAlarms: ReadonlyMap<string, QueueAlarm>;
  /** By supervisor. */
  watchers: ReadonlyMap<string, LiveWatcher>;
  queueFigures: ReadonlyMap<string, LiveFigures>;
  agentFigures: ReadonlyMap<string, LiveFigures>;
  me: string | null;
  coreUp: boolean;
  switchUp: boolean;
  pop: ScreenPop | null;
  loaded: boolean;
}

export type ConnectionStatus = "connecting" | "open" | "broken";

export interface Connection {
  status: ConnectionStatus;
  /** When the data stopped being current (ms on the server's clock), or null while it is. */
  staleSince: number | null;
}

export interface Frame {
  epoch?: string | number;
  seq?: number;
  type: string;
  data?: Record<string, unknown>;
  call?: string | null;
}
