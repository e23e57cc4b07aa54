import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { ApiError } from "@/api/errors";
import { begin, change, type History, redo, undo } from "./history";
import { useLost } from "./useLost";

const CHECK_AFTER = 400;
const KEEP_AFTER = 1500;
const RETRY_AT_LEAST_EVERY = 30_000;

export type Kept = "kept" | "waiting" | "failed";

/** What an editor knows of the draft that it changes: when it was kept last (null: there is none), and the version that
 * it was begun from. The server refuses what overlooks somebody else's change. */
export interface Seen {
  since: string | null;
  base: number;
}

/** What was edited last before a page was left and could not be sent: the page begins with it when it is opened again. */
const unsent = new Map<string, { document: unknown; seen: Seen }>();

interface Options<D, F> {
  /** One for each thing that can be edited. */
  key: string;
  /** What a person calls it. */
  name: string;
  document: D;
  draft: boolean;
  seen: Seen;
  check: (document: D) => Promise<F[]>;
  /** Resolves to what is known of the draft then. */
  keep: (document: D, seen: Seen) => Promise<Seen>;
}

/** A described thing being edited: what was done, what is wrong with it now, and whether the server has it. */
export function useDraft<D, F>({ key, name, document: first, draft, seen: known, check, keep: send }: Options<D, F>) {
  const [left] = useState(() => unsent.get(key));
  const [history, setHistory] = useState<History<D>>(() => begin((left?.document as D | undefined) ?? first));
  const [findings, setFindings] = useState<F[]>([]);
  const [checked, setChecked] = useState<D | null>(null);
  const [kept, setKept] = useState<D>(first);
  const [failures, setFailures] = useState(0);
  const [failure, setFailure] = useState<unknown>(null);
  const [hasDraft, setHasDraft] = useState(draft);
  const document = history.now;
  const latest = useRef(document);
  latest.current = document;
  const server = useRef(first);
  const seen = useRef(left?.seen ?? known);
  const sending = useRef<Promise<void> | null>(null);
  const calls = useRef({ check, send });
  calls.current = { check, send };

  useEffect(() => {
    let over = false;
    const timer = setTimeout(() => {
      calls.current.check(document).then(
        (found) => {
          if (over) return;
          setFindings(found);
          setChecked(document);
        },
        () => undefined, // the draft says so when the server cannot be reached
      );
    }, CHECK_AFTER);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [document]);

  const sendNow = useCallback(async (): Promise<void> => {
    const sent = latest.current;
    try {
      seen.current = await calls.current.send(sent, seen.current);
      server.current = sent;
      setKept(sent);
      setHasDraft(true);
      setFailure(null);
      setFailures(0);
    } catch (error) {
      setFailure(error);
      setFailures((before) => before + 1);
      throw error;
    }
  }, []);

  /** One after the other, so that an older state never arrives last. */
  const keep = useCallback(async (): Promise<void> => {
    while (sending.current) await sending.current.catch(() => undefined);
    if (latest.current === server.current) return;
    sending.current = sendNow().finally(() => {
      sending.current = null;
    });
    await sending.current;
  }, [sendNow]);

  useEffect(() => {
    if (document === kept || (failures > 0 && isRefusal(failure))) return;
    const again = () => void keep().catch(() => undefined);
    const timer = setTimeout(again, Math.min(KEEP_AFTER * 2 ** failures, RETRY_AT_LEAST_EVERY));
    window.addEventListener("online", again);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("online", again);
    };
  }, [document, kept, keep, failure, failures]);

  useLeaveWarning(document !== kept);
  const lost = useLost(key, name);
  const leave = useRef<() => void>(() => undefined);
  leave.current = () =>
    void keep().catch((error) => {
      unsent.set(key, { document: latest.current, seen: seen.current });
      lost(error, () => keep().then(() => void unsent.delete(key)));
    });
  useEffect(() => {
    unsent.delete(key);
    return () => leave.current();
  }, [key]);

  const edit = useCallback((make: (now: D) => D, group: string | null = null) => {
    setFailures(0);
    setHistory((before) => change(before, make(before.now), group));
  }, []);
  /** Takes the draft away by `remove`; what was not sent yet goes with it. */
  const discard = useCallback(async (remove: () => Promise<unknown>): Promise<void> => {
    while (sending.current) await sending.current.catch(() => undefined);
    const before = server.current;
    server.current = latest.current;
    try {
      await remove();
      setKept(server.current);
    } catch (error) {
      server.current = before;
      throw error;
    }
  }, []);
  /** Keeps what stands here in place of what somebody else has kept, which is `now`. */
  const overrule = useCallback(
    async (now: Seen): Promise<void> => {
      seen.current = now;
      await keep();
    },
    [keep],
  );
  const restart = useCallback((now: D, isDraft: boolean, known: Seen) => {
    seen.current = known;
    server.current = now;
    latest.current = now;
    setHistory(begin(now));
    setKept(now);
    setHasDraft(isDraft);
    setFailure(null);
    setFailures(0);
  }, []);

  return useMemo(
    () => ({
      document,
      findings,
      checked: checked === document,
      hasDraft,
      kept: (document === kept ? "kept" : failure ? "failed" : "waiting") as Kept,
      failure: document === kept ? null : failure,
      /** Somebody else has changed, published or dropped the draft meanwhile. */
      clash: document !== kept && failure instanceof ApiError && failure.status === 409,
      canUndo: history.past.length > 0,
      canRedo: history.future.length > 0,
      edit,
      keep,
      discard,
      restart,
      overrule,
      undo: () => setHistory(undo),
      redo: () => setHistory(redo),
    }),
    [document, findings, checked, hasDraft, kept, failure, history, edit, keep, discard, restart, overrule],
  );
}

/** The server understood and said no: the same again would be refused again. */
const isRefusal = (error: unknown) =>
  error instanceof ApiError && error.status >= 400 && error.status < 500 && ![401, 408, 429].includes(error.status);

/** The browser asks before the page is left while the server lacks something. */
function useLeaveWarning(waiting: boolean): void {
  useEffect(() => {
    if (!waiting) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [waiting]);
}
