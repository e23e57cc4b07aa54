import type { Part } from "@/live/parts";
import type { AgentState, LiveAgent, LiveCall, PopStep, ScreenPop } from "@/live/types";
import type { Leg } from "@/phone/types";

/** What the desk knows when it decides which buttons make sense. The server has the last word on each. */
export interface Situation {
  loggedIn: boolean;
  state: AgentState;
  hasBrowserPhone: boolean;
  leg: Leg | null;
  /** The call that the agent is in, and what he is in it. */
  call: LiveCall | null;
  part: Part | null;
}

export interface Abilities {
  answer: boolean;
  reject: boolean;
  hangup: boolean;
  hold: boolean;
  mute: boolean;
  keypad: boolean;
  transfer: boolean;
  /** With somebody who is consulted: hand over, come back; with one who talks: the other of the two, all three. */
  complete: boolean;
  cancel: boolean;
  toggle: boolean;
  conference: boolean;
  drop: boolean;
  rate: boolean;
  record: "start" | "pause" | "resume" | null;
  note: boolean;
  dial: boolean;
  changeState: boolean;
  wrapUp: boolean;
}

const MAY_DIAL: readonly AgentState[] = ["available", "busy", "break", "wrap_up", "not_answering"];
const MAY_CHANGE: readonly AgentState[] = [...MAY_DIAL, "device_lost"];

export function abilitiesOf(s: Situation): Abilities {
  const talking = s.loggedIn && s.state === "talking";
  const has = talking && s.part !== "consulted" && s.part !== "guest";
  const legUp = s.leg?.phase === "talking";
  const ringing = s.leg?.phase === "ringing";
  const consult = has ? (s.call?.consult ?? null) : null;
  const guests = has ? (s.call?.guests.length ?? 0) : 0;
  const two = has && consult === null && guests === 0;
  const reached = consult !== null && (consult.state === "talking" || consult.state === "held");
  return {
    answer: ringing,
    reject: ringing,
    hangup: !ringing && (s.leg !== null || talking),
    hold: has && consult === null && (legUp || !s.hasBrowserPhone),
    mute: legUp || (has && !s.hasBrowserPhone),
    keypad: legUp || (has && !s.hasBrowserPhone),
    transfer: two,
    complete: consult !== null,
    cancel: consult !== null,
    toggle: reached,
    conference: reached,
    drop: guests > 0,
    rate: two && s.call?.direction !== "internal",
    record: has && s.call !== null ? RECORDING[s.call.recording ?? "off"] : null,
    note: talking && s.call !== null && s.call.direction !== "internal",
    dial: s.loggedIn && s.leg === null && MAY_DIAL.includes(s.state),
    changeState: s.loggedIn && MAY_CHANGE.includes(s.state),
    wrapUp: s.loggedIn && s.state === "wrap_up",
  };
}

const RECORDING = { off: "start", on: "pause", paused: "resume" } as const;

/** How long (seconds) the agent's present pause may last; null when it is no pause or has no limit. */
export function pauseLimit(
  agent: Pick<LiveAgent, "state" | "reason" | "since" | "limit"> | null,
  reasons: readonly { id: string; limit: number | null }[],
): number | null {
  if (agent === null || (agent.state !== "busy" && agent.state !== "break")) return null;
  if (agent.limit !== null && agent.since !== null) return Math.round((agent.limit - agent.since) / 1000);
  return reasons.find((row) => row.id === agent.reason)?.limit ?? null;
}

/** How much longer wrap-up lasts with one press of "extend". */
export const EXTEND_SECONDS = 30;

/** The number on the other side: the caller's, or the one that was dialled. Empty without a call. */
export function outsideNumber(call: Pick<LiveCall, "direction" | "from" | "to"> | null): string {
  if (call === null) return "";
  return call.direction === "inbound" ? call.from : call.to;
}

/** Who is on the other side, as far as the server knows: of a call that was dialled, only a customer has a name. */
export function outsideName(call: Pick<LiveCall, "direction" | "name" | "customer"> | null): string {
  if (call === null) return "";
  return call.direction === "inbound" || call.customer !== null ? call.name : "";
}

/** What the desk's work is about. `waited` in seconds, null when the caller did not wait. */
export interface Subject {
  number: string;
  name: string;
  dialled: string;
  queue: string | null;
  customer: string | null;
  waited: number | null;
}

/** From the screen-pop, and from the call where it says more or there was no pop. */
export function subjectOf(pop: ScreenPop | null, call: LiveCall | null): Subject {
  return {
    number: pop?.number || outsideNumber(call),
    name: pop?.customerName || outsideName(call),
    dialled: pop?.dialled ?? call?.to ?? "",
    queue: pop?.queue ?? call?.queue ?? null,
    customer: pop?.customer ?? call?.customer ?? null,
    waited: pop?.waited ?? null,
  };
}

/** A number as typed: spaces, dashes and brackets go; null when what is left cannot be dialled. */
export function cleanNumber(typed: string): string | null {
  const cleaned = typed.replace(/[\s()\-.\uFF08\uFF09]/g, "");
  return /^\+?[0-9*#]{2,24}$/.test(cleaned) ? cleaned : null;
}

/** Leaving the page now would cut somebody off. */
export function leavingCutsOff(leg: Leg | null): boolean {
  return leg !== null && leg.phase !== "ringing";
}

const COMPARED_DIGITS = 7;

/** Whether two spellings (with or without country or area code) can be one number. */
export function sameNumber(one: string, other: string): boolean {
  const [a, b] = [one, other].map((number) => number.replace(/\D/g, "")) as [string, string];
  if (a === "" || b === "") return false;
  const length = Math.min(a.length, b.length);
  return length >= COMPARED_DIGITS ? a.slice(-length) === b.slice(-length) : a === b;
}

const CHOICES = ["language", "menu", "collect", "lookup", "verify", "queue"];

/** The steps in which the caller chose or asked for something; the others only played or decided. */
export function chosenSteps(path: readonly PopStep[]): PopStep[] {
  return path.filter((step) => CHOICES.includes(step.kind));
}

/** Whether the caller has shown who he is: by the last try of his; null when he was not asked. */
export function verificationOf(path: readonly PopStep[]): "verified" | "not_verified" | null {
  const last = path.findLast((step) => step.kind === "verify");
  if (last === undefined) return null;
  return last.result === "success" ? "verified" : "not_verified";
}

/** What a call may be about, in words. `meaning`: what the key that was pressed at a step stands for. */
export function aboutOf(queue: string, pop: ScreenPop | null, meaning: (step: PopStep) => string): string {
  const keys = (pop?.path ?? []).filter((step) => step.kind === "menu").map(meaning);
  const titles = (pop?.tickets ?? []).map((ticket) => ticket.title);
  return [...new Set([...titles, ...keys, queue])].filter(Boolean).join(" ");
}

const SOUND_PATIENCE_SECONDS = 4;

/** The server says that this agent talks, but the phone in this tab has no leg: its sound is lost (after a reload). */
export function hasLostSound(situation: Situation, talkingSeconds: number): boolean {
  const { state, hasBrowserPhone, leg } = situation;
  return state === "talking" && hasBrowserPhone && leg === null && talkingSeconds > SOUND_PATIENCE_SECONDS;
}
