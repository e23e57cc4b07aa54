import type { LiveCall } from "./types";

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
