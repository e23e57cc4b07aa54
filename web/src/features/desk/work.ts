import { useCallback, useEffect, useSyncExternalStore } from "react";
import { useFrames, useLive, useLiveAgent } from "@/live/hooks";
import { partOf } from "@/live/parts";
import { readPop } from "@/live/pop";
import { text } from "@/live/read";
import { liveStore } from "@/live/store";
import type { AgentState, LiveCall } from "@/live/types";
import { type Item, type Items, inCall, popped, stale, withdrawn, wrapping } from "./items";
import { type Subject, subjectOf } from "./model";
import type { Draft } from "./workDraft";
import { type Change, changeDraft, changeItems, listen, readDraft, readItems } from "./workStore";

const loadedAt = Date.now();
/** No phone rings longer: what was said to ring before that has come to nothing, although the news of it were missed. */
const RING_MS = 60_000;
const RINGING: readonly AgentState[] = ["reserved", "ringing", "talking"];

/** Puts every call of this agent on his desk, whatever page he is at. `live`: the call that he is in, not one that only
 * rings here. */
export function useRememberCall(user: string, live: LiveCall | null): void {
  const call = isWork(live) ? live : null;
  const agent = useLiveAgent(user);
  const loaded = useLive((state) => state.loaded);
  const mine = call !== null && partOf(call, user) === "main";
  const wrapped = agent?.state === "wrap_up" ? agent.call : null;
  const queue = agent?.queue ?? null;
  const quiet = loaded && agent !== null && !RINGING.includes(agent.state);

  useFrames(["screen_pop", "screen_pop_withdrawn"], ({ type, call: of, data = {} }) => {
    const id = of ?? (text(data, "call") || null);
    if (type === "screen_pop")
      changeItems(user, (items, unsaved) => popped(items, readPop(data, id, Date.now()), unsaved));
    else changeItems(user, (items, unsaved) => withdrawn(items, text(data, "pop"), unsaved));
  });
  useEffect(() => {
    // One that came before this was there to hear of it.
    const { pop } = liveStore.getState();
    if (pop !== null && !readItems(user).list.some((one) => one.pop?.pop === pop.pop))
      changeItems(user, (items, unsaved) => popped(items, pop, unsaved));
  }, [user]);
  useEffect(() => {
    if (quiet) changeItems(user, (items, unsaved) => stale(items, Math.max(loadedAt, Date.now() - RING_MS), unsaved));
  }, [user, quiet]);
  useEffect(() => {
    if (loaded) changeItems(user, (items, unsaved) => inCall(items, call, mine, unsaved));
  }, [user, loaded, call, mine]);
  useEffect(() => {
    if (wrapped !== null) changeItems(user, (items, unsaved) => wrapping(items, wrapped, queue, unsaved));
  }, [user, wrapped, queue]);
}

/** A talk between colleagues is no work. */
function isWork(call: LiveCall | null): boolean {
  return call !== null && call.direction !== "internal";
}

/** A line that the server has added to a call's note; `whole` is the note with it, for a draft that is empty yet. */
export function addNote(user: string, key: string, line: string, whole: string): void {
  changeDraft(user, key, ({ note }) => ({ note: note === "" ? whole : `${note}\n${line}` }));
}

let finisher: (() => void) | null = null;

/** Let `finish` answer the key that ends wrap-up, until the returned function is called. */
export function answerFinish(finish: () => void): () => void {
  finisher = finish;
  return () => {
    if (finisher === finish) finisher = null;
  };
}

/** Ends the work on the desk; false when there is none. */
export function requestFinish(): boolean {
  finisher?.();
  return finisher !== null;
}

export function useItems(user: string): Items {
  return useSyncExternalStore(listen, () => readItems(user));
}

export function useDraftOf(user: string, key: string): Draft {
  return useSyncExternalStore(listen, () => readDraft(user, key));
}

/** The customer whom the agent has chosen or entered in a call. */
export function useChosenCustomer(user: string, call: string | null): string | null {
  return useSyncExternalStore(listen, () => (call === null ? null : readDraft(user, call).customer));
}

export interface Work {
  /** The call's id, or the pop's when the call is not known. */
  key: string;
  call: string | null;
  subject: Subject;
  draft: Draft;
  change: (change: Change) => void;
}

export function subjectOfItem({ pop, seen, queue }: Item): Subject {
  const subject = subjectOf(pop, seen);
  return { ...subject, queue: subject.queue ?? queue };
}

/** One item's work: everything that is entered in it belongs to its own call. */
export function useWork(user: string, item: Item): Work {
  const { key } = item;
  const draft = useDraftOf(user, key);
  const change = useCallback((change: Change) => changeDraft(user, key, change), [user, key]);
  return { key, call: item.call, subject: subjectOfItem(item), draft, change };
}
