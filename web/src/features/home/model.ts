import type { Home } from "@/api/types";

/** The blocks in the order that they come in. */
export const BLOCKS = [
  "figures",
  "tasks",
  "notices",
  "papers",
  "articles",
  "callbacks",
  "voicemails",
  "messages",
] as const;
export type Block = (typeof BLOCKS)[number];

/** Every block in the user's order; those that he has not placed keep theirs, at the end. */
export function ordered(order: readonly string[]): Block[] {
  const placed = order.flatMap((id) => BLOCKS.find((block) => block === id) ?? []);
  return [...new Set([...placed, ...BLOCKS])];
}

/** Whether the server says anything for this block: nothing where the user has no right to it. */
export function isThere(home: Home, block: Block, agent: boolean): boolean {
  if (block === "figures") return agent || home.figures !== null;
  return home[block === "messages" ? "unread" : block] !== null;
}

export function moved<T>(list: readonly T[], from: number, by: -1 | 1): T[] {
  const next = [...list];
  const [item] = next.splice(from, 1);
  if (item !== undefined) next.splice(Math.max(0, from + by), 0, item);
  return next;
}

export type Greeting = "night" | "morning" | "noon" | "afternoon" | "evening";

export function greeting(hour: number): Greeting {
  if (hour < 5) return "night";
  if (hour < 11) return "morning";
  if (hour < 13) return "noon";
  return hour < 18 ? "afternoon" : "evening";
}
