import type { LiveCall, LiveParty } from "@/live/types";

export type MemberState = "talking" | "held" | "ringing" | "waiting";

/** Somebody in the call: the customer, the agent who has him, or a third party. */
export interface Member {
  key: string;
  kind: "customer" | "agent" | "third";
  party: LiveParty;
  state: MemberState;
  /** The queue that still looks for somebody. */
  queue?: string;
}

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
    const { state, queue } = call.consult;
    members.push({ key: "consult", kind: "third", party: call.consult, state, ...(queue && { queue }) });
  }
  for (const guest of call.guests) {
    const key = guest.agent ?? guest.device ?? guest.number ?? "";
    members.push({ key: `guest ${key}`, kind: "third", party: guest, state: "talking" });
  }
  return members;
}

/** Why nobody was reached, as telephony says it: a limit of the queue, or what became of the third party's phone. */
const CAUSES = [
  "closed",
  "no_agents",
  "max_length",
  "max_wait",
  "estimate",
  "queue_removed",
  "busy",
  "rejected",
] as const;
export type ConsultCause = (typeof CAUSES)[number] | "no_answer";

export function consultCause(cause: unknown): ConsultCause {
  return CAUSES.find((known) => known === cause) ?? "no_answer";
}
