import type { components } from "@/api/schema";
import { agentState } from "@/live/read";
import type { AgentState } from "@/live/types";

export type Replay = components["schemas"]["Replay"];

/** Seconds since the epoch throughout; an end of Infinity goes on. */
export interface Wait {
  call: string;
  queue: string;
  number: string;
  begins: number;
  ends: number;
  agent: string | null;
}

export interface Talk {
  call: string;
  agent: string;
  queue: string | null;
  direction: string;
  kind: string;
  number: string;
  begins: number;
  /** Infinity: never. */
  answered: number;
  ends: number;
}

export interface Spell {
  agent: string;
  state: AgentState;
  reason: string;
  begins: number;
  ends: number;
}

export interface Facts {
  waits: Wait[];
  talks: Talk[];
  spells: Spell[];
}

const at = (iso: string) => Date.parse(iso) / 1000;
const orNever = (iso: string | null) => (iso === null ? Number.POSITIVE_INFINITY : at(iso));

export function read(replay: Replay): Facts {
  return {
    waits: replay.waits.map(({ entered, left, ...wait }) => ({ ...wait, begins: at(entered), ends: at(left) })),
    talks: replay.talks.map(({ started, answered, ended, ...talk }) => ({
      ...talk,
      begins: at(started),
      answered: orNever(answered),
      ends: at(ended),
    })),
    spells: replay.states.map(({ since, until, state, ...spell }) => ({
      ...spell,
      state: agentState(state),
      begins: at(since),
      ends: orNever(until),
    })),
  };
}

export interface QueueThen {
  queue: string;
  waiting: number;
  /** Since when the one who waited longest had waited, or null. */
  first: number | null;
  talking: number;
}

export interface Board {
  queues: QueueThen[];
  waits: Wait[];
  talks: Talk[];
  agents: Spell[];
}

const then = <T extends { begins: number; ends: number }>(rows: readonly T[], moment: number): T[] =>
  rows.filter((row) => row.begins <= moment && moment < row.ends);

/** The board at a moment: who waited, who was rung or talked, in which state everybody was. */
export function boardAt({ waits, talks, spells }: Facts, moment: number): Board {
  const waiting = then(waits, moment);
  const talking = then(talks, moment);
  const queues = new Map<string, QueueThen>();
  const of = (queue: string) => {
    const row = queues.get(queue) ?? { queue, waiting: 0, first: null, talking: 0 };
    queues.set(queue, row);
    return row;
  };
  for (const { queue } of waits) of(queue);
  for (const wait of waiting) {
    const row = of(wait.queue);
    row.waiting += 1;
    row.first = Math.min(row.first ?? wait.begins, wait.begins);
  }
  for (const talk of talking) if (talk.queue !== null && talk.answered <= moment) of(talk.queue).talking += 1;
  // The newest wins where two overlap by the milliseconds of two clocks.
  const agents = new Map<string, Spell>();
  for (const spell of then(spells, moment))
    if ((agents.get(spell.agent)?.begins ?? 0) <= spell.begins) agents.set(spell.agent, spell);
  return {
    queues: [...queues.values()].sort((one, other) => one.queue.localeCompare(other.queue)),
    waits: waiting.sort((one, other) => one.begins - other.begins),
    talks: talking.sort((one, other) => one.begins - other.begins),
    agents: [...agents.values()].sort((one, other) => one.agent.localeCompare(other.agent)),
  };
}

export interface Course {
  waiting: number[];
  talking: number[];
}

type Times = { begins: number; ends: number };

/** How many there are at once from each moment on at which one begins or ends, in order; ends before beginnings. */
function counts(rows: readonly Times[]): { at: number; count: number }[] {
  const changes = rows
    .flatMap((row): [number, number][] => [
      [row.begins, 1],
      [row.ends, -1],
    ])
    .sort((one, other) => one[0] - other[0] || one[1] - other[1]);
  let count = 0;
  return changes.map(([at, by]) => {
    count += by;
    return { at, count };
  });
}

/** How many waited and talked in each of `steps` equal parts of a period (the most at once in the part). */
export function courseOf({ waits, talks }: Facts, from: number, to: number, steps: number): Course {
  const most = (rows: readonly Times[]) => {
    const changes = counts(rows);
    let count = 0;
    let place = 0;
    return Array.from({ length: steps }, (_, step) => {
      const end = from + ((to - from) * (step + 1)) / steps;
      let highest = count;
      for (let next = changes[place]; next !== undefined && next.at < end; next = changes[place]) {
        count = next.count;
        highest = next.at >= from ? Math.max(highest, count) : count;
        place += 1;
      }
      return highest;
    });
  };
  return {
    waiting: most(waits),
    talking: most(
      talks.filter((talk) => talk.answered < talk.ends).map(({ answered, ends }) => ({ begins: answered, ends })),
    ),
  };
}

/** The first moment at which the most waited. */
export function busiest({ waits }: Facts, from: number): number {
  // Whoever waited before the period is there when it begins.
  const seen = waits.filter(({ ends }) => ends > from);
  let most = 0;
  let moment = from;
  for (const { at, count } of counts(seen.map((wait) => ({ ...wait, begins: Math.max(wait.begins, from) }))))
    if (count > most) [most, moment] = [count, at];
  return Math.ceil(moment);
}

export const SPANS = [30, 60, 120, 240] as const;
export const SPEEDS = [1, 10, 60] as const;
