import type { LiveCall } from "@/live/types";

/** A live call of an inbound customer, with changes. */
export function aCall(change: Partial<LiveCall> = {}): LiveCall {
  return {
    id: "c1",
    stage: "talking",
    since: 1,
    started: 1,
    direction: "inbound",
    from: "+8613800138000",
    to: "1000",
    customer: null,
    name: "",
    queue: "heating",
    agent: null,
    node: null,
    flow: null,
    consult: null,
    guests: [],
    ringing: [],
    colleague: null,
    muted: false,
    recording: null,
    ...change,
  };
}
