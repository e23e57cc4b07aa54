import { useCallback, useEffect, useSyncExternalStore } from "react";
import { type Draft as EnteredDocument, EMPTY as NO_DOCUMENT } from "@/features/documents/useKeptDraft";
import type { LiveCall, ScreenPop } from "@/live/types";
import type { Values } from "@/shared/fields/definitions";
import { type Subject, subjectOf } from "./model";

/** What the agent enters about one call. It outlives the page being left and reloaded (sessionStorage). */
export interface Draft {
  customer: string | null;
  disposition: string;
  note: string;
  /** Values of the queue's own form, by code. */
  form: Values;
  /** What the chosen result asks for besides. */
  fields: Record<string, string>;
  ticket: string | null;
  /** What is being entered as a ticket or another document. */
  document: EnteredDocument;
  saved: boolean;
  /** The agent has put this work away. */
  closed: boolean;
}

const EMPTY: Draft = {
  customer: null,
  disposition: "",
  note: "",
  form: {},
  fields: {},
  ticket: null,
  document: NO_DOCUMENT,
  saved: false,
  closed: false,
};

/** What changes, or how it follows from what is there. */
type Change = Partial<Draft> | ((before: Draft) => Partial<Draft>);

const PREFIX = "hotline.work.";
const drafts = new Map<string, Draft>();
const listeners = new Set<() => void>();

function read(key: string): Draft {
  const known = drafts.get(key);
  if (known) return known;
  let draft = EMPTY;
  try {
    const stored = sessionStorage.getItem(PREFIX + key);
    if (stored) draft = { ...EMPTY, ...(JSON.parse(stored) as Partial<Draft>) };
  } catch {
    // An unreadable draft is as good as none.
  }
  drafts.set(key, draft);
  return draft;
}

function write(key: string, change: Change): void {
  const before = read(key);
  const draft = { ...before, ...(typeof change === "function" ? change(before) : change) };
  drafts.set(key, draft);
  sessionStorage.setItem(PREFIX + key, JSON.stringify(draft));
  for (const listener of [...listeners]) listener();
}

/** Put a call's work away: it is stored with the call. */
export function closeWork(key: string): void {
  sessionStorage.removeItem(PREFIX + key);
  drafts.set(key, { ...EMPTY, closed: true });
  if (readLast()?.call.id === key) writeLast(null);
  else for (const listener of [...listeners]) listener();
}

/** The call that this agent was in last. Outlives the page like the drafts. */
interface Last {
  user: string;
  call: LiveCall;
}

const LAST = "hotline.work-last";
/** undefined: not looked up yet. */
let last: Last | null | undefined;

function readLast(): Last | null {
  if (last === undefined) {
    try {
      last = JSON.parse(sessionStorage.getItem(LAST) ?? "null") as Last | null;
    } catch {
      last = null;
    }
  }
  return last;
}

function writeLast(next: Last | null): void {
  last = next;
  if (next === null) sessionStorage.removeItem(LAST);
  else sessionStorage.setItem(LAST, JSON.stringify(next));
  for (const listener of [...listeners]) listener();
}

/** Remember the agent's call whatever page he is at: what came of it is written down on the desk when it is over. */
export function useRememberCall(user: string, live: LiveCall | null): void {
  const call = isWork(live) ? live : null;
  useEffect(() => {
    if (call !== null) writeLast({ user, call });
  }, [user, call]);
}

/** A talk between colleagues is no work. */
function isWork(call: LiveCall | null): boolean {
  return call !== null && call.direction !== "internal";
}

/** A line that the server has added to a call's note; `whole` is the note with it, for a draft that is empty yet. */
export function addNote(key: string, line: string, whole: string): void {
  const { note } = read(key);
  write(key, { note: note === "" ? whole : `${note}\n${line}` });
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

function listen(changed: () => void): () => void {
  listeners.add(changed);
  return () => listeners.delete(changed);
}

/** The customer whom the agent has chosen or entered in a call. */
export function useChosenCustomer(call: string | null): string | null {
  return useSyncExternalStore(listen, () => (call === null ? null : read(call).customer));
}

export interface Work {
  /** The call's id, or the pop's when the call is not known. */
  key: string;
  call: string | null;
  subject: Subject;
  draft: Draft;
  change: (change: Change) => void;
}

/**
 * The work at hand: of the popped call, else of the call that the agent is in, else of the one he was in last until
 * it is put away.
 */
export function useWork(user: string, pop: ScreenPop | null, live: LiveCall | null): Work | null {
  const kept = useSyncExternalStore(listen, readLast);
  const past = kept?.user === user ? kept.call : null;
  const call = isWork(live) ? live : null;
  const about = call ?? (pop === null || pop.call === past?.id ? past : null);
  const id = pop?.call ?? about?.id ?? null;
  const key = id ?? pop?.pop ?? null;
  const draft = useSyncExternalStore(listen, () => (key === null ? EMPTY : read(key)));
  const change = useCallback(
    (change: Change) => {
      if (key !== null) write(key, change);
    },
    [key],
  );
  // A call that comes back to this agent is work again.
  const isBack = call !== null && call.id === key && draft.closed;
  useEffect(() => {
    if (isBack) change({ closed: false });
  }, [isBack, change]);
  if (key === null || draft.closed) return null;
  return { key, call: id, subject: subjectOf(pop, about), draft, change };
}
