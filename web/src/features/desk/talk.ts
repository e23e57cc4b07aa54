import type { ConsultState, LiveCall, LiveParty } from "@/live/types";

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
