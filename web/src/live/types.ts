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
  queues: string[];
  since: number | null;
  until: number | null;
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
}

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
}

export interface PopStep {
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

export interface PopCall {
  id: string;
  at: number | null;
  outcome: string;
  agent: string;
  seconds: number;
}

/** What the agent is told before his phone rings. `waited` in seconds; `receivedAt` on this computer's clock. */
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
  tickets: PopTicket[];
  calls: PopCall[];
  receivedAt: number;
}

export interface LiveState {
  agents: ReadonlyMap<string, LiveAgent>;
  queues: ReadonlyMap<string, LiveQueue>;
  calls: ReadonlyMap<string, LiveCall>;
  devices: ReadonlyMap<string, string>;
  me: string | null;
  coreUp: boolean;
  switchUp: boolean;
  pop: ScreenPop | null;
  loaded: boolean;
}

export type ConnectionStatus = "connecting" | "open" | "broken";

export interface Connection {
  status: ConnectionStatus;
  /** When the data stopped being current (ms), or null while it is. */
  staleSince: number | null;
}

export interface Frame {
  epoch?: string | number;
  seq?: number;
  type: string;
  data?: Record<string, unknown>;
  call?: string | null;
}
