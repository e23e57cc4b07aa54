import type { ConsultState, LiveCall, LiveParty } from "@/live/types";

/** What an agent is in a call: he has the customer, is asked, is the third in it, is a colleague who was dialled, or rung. */
export type Part = "main" | "consulted" | "guest" | "colleague" | "rung";

export function partOf(call: LiveCall, agent: string): Part | null {
  if (call.consult?.agent === agent) return "consulted";
  if (call.guests.some((guest) => guest.agent === agent)) return "guest";
  if (call.colleague === agent) return "colleague";
  if (call.ringing.includes(agent)) return "rung";
  return call.agent === agent ? "main" : null;
}

const PLACE: Record<Part, number> = { main: 0, colleague: 1, guest: 2, consulted: 3, rung: 4 };

/** The live call in which this agent is, if any; the one that he has comes before one that he is only asked in. */
export function callOfAgent(calls: ReadonlyMap<string, LiveCall>, agent: string): LiveCall | null {
  let found: LiveCall | null = null;
  let place = Number.POSITIVE_INFINITY;
  for (const call of calls.values()) {
    const part = partOf(call, agent);
    if (part !== null && PLACE[part] < place) {
      found = call;
      place = PLACE[part];
    }
  }
  return found;
}

export type MemberState = "talking" | "held" | "ringing";

/** Somebody in the call: the customer, the agent who has him, or a third party. */
export interface Member {
  key: string;
  kind: "customer" | "agent" | "third";
  party: LiveParty;
  state: MemberState;
}

const THIRD: Record<ConsultState, MemberState> = { ringing: "ringing", talking: "talking", held: "held" };

/** Who is in the call and who hears music: the customer first, then the agent who has him, then third parties. */
export function membersOf(call: LiveCall): Member[] {
  const outside = call.direction === "inbound" ? call.from : call.to;
  const consulting = call.consult !== null && call.consult.state !== "held";
  const held = call.stage === "hold" || consulting;
  const nobody: LiveParty = { agent: null, device: null, number: null };
  const members: Member[] = [
    { key: "customer", kind: "customer", party: { ...nobody, number: outside }, state: held ? "held" : "talking" },
  ];
  if (call.agent !== null) {
    members.push({ key: "agent", kind: "agent", party: { ...nobody, agent: call.agent }, state: "talking" });
  }
  if (call.consult !== null) {
    members.push({ key: "consult", kind: "third", party: call.consult, state: THIRD[call.consult.state] });
  }
  for (const guest of call.guests) {
    const key = guest.agent ?? guest.device ?? guest.number ?? "";
    members.push({ key: `guest ${key}`, kind: "third", party: guest, state: "talking" });
  }
  return members;
}
