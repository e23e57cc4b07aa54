import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
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
  for (const listener of [...listeners]) listener();
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
 * it is put away. A talk between colleagues is no work.
 */
export function useWork(pop: ScreenPop | null, live: LiveCall | null): Work | null {
  const [last, setLast] = useState<LiveCall | null>(null);
  const call = live?.direction === "internal" ? null : live;
  const about = call ?? (pop === null || pop.call === last?.id ? last : null);
  const id = pop?.call ?? about?.id ?? null;
  const key = id ?? pop?.pop ?? null;
  const draft = useSyncExternalStore(
    (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    () => (key === null ? EMPTY : read(key)),
  );
  const change = useCallback(
    (change: Change) => {
      if (key !== null) write(key, change);
    },
    [key],
  );
  // A call that comes back to this agent is work again.
  const isBack = call !== null && call.id === key && draft.closed;
  useEffect(() => {
    if (call !== null) setLast(call);
    if (isBack) change({ closed: false });
  }, [call, isBack, change]);
  if (key === null || draft.closed) return null;
  return { key, call: id, subject: subjectOf(pop, about), draft, change };
}
