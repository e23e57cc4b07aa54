import { type Draft, isUnsaved } from "./workDraft";

/** What the agent does now, each by its call. */
export interface Now {
  rung: string | null;
  talking: string | null;
  wrapUp: string | null;
}

export type Mark = "ringing" | "talking" | "wrap_up" | "saved" | "unfinished";

/** What is said of an item on its tab: what happens in its call, or that its work waits. */
export function markOf(call: string, now: Now, draft: Draft | null): Mark {
  if (call === now.rung) return "ringing";
  if (call === now.talking) return "talking";
  if (call === now.wrapUp) return "wrap_up";
  return draft?.saved && !isUnsaved(draft) ? "saved" : "unfinished";
}
