import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { begin, change, type History, redo, undo } from "./history";

const CHECK_AFTER = 400;
const KEEP_AFTER = 1500;

export type Kept = "kept" | "waiting" | "failed";

interface Options<D, F> {
  document: D;
  draft: boolean;
  check: (document: D) => Promise<F[]>;
  keep: (document: D) => Promise<unknown>;
}

/** A described thing being edited: what was done, what is wrong with it now, and whether the server has it. */
export function useDraft<D, F>({ document: first, draft, check, keep: send }: Options<D, F>) {
  const [history, setHistory] = useState<History<D>>(() => begin(first));
  const [findings, setFindings] = useState<F[]>([]);
  const [checked, setChecked] = useState<D | null>(null);
  const [kept, setKept] = useState<D>(first);
  const [failure, setFailure] = useState<unknown>(null);
  const [hasDraft, setHasDraft] = useState(draft);
  const document = history.now;
  const latest = useRef(document);
  latest.current = document;
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

  const keep = useCallback(async (): Promise<void> => {
    const sent = latest.current;
    try {
      await calls.current.send(sent);
      setKept(sent);
      setHasDraft(true);
      setFailure(null);
    } catch (error) {
      setFailure(error);
      throw error;
    }
  }, []);

  useEffect(() => {
    if (document === kept) return;
    const timer = setTimeout(() => void keep().catch(() => undefined), KEEP_AFTER);
    return () => clearTimeout(timer);
  }, [document, kept, keep]);

  useLeaveWarning(document !== kept);

  const edit = useCallback((make: (now: D) => D, group: string | null = null) => {
    setHistory((before) => change(before, make(before.now), group));
  }, []);
  const restart = useCallback((now: D, isDraft: boolean) => {
    setHistory(begin(now));
    setKept(now);
    setHasDraft(isDraft);
    setFailure(null);
  }, []);

  return useMemo(
    () => ({
      document,
      findings,
      checked: checked === document,
      hasDraft,
      kept: (document === kept ? "kept" : failure ? "failed" : "waiting") as Kept,
      failure,
      canUndo: history.past.length > 0,
      canRedo: history.future.length > 0,
      edit,
      keep,
      restart,
      undo: () => setHistory(undo),
      redo: () => setHistory(redo),
    }),
    [document, findings, checked, hasDraft, kept, failure, history, edit, keep, restart],
  );
}

/** The browser asks before the page is left while the server lacks something. */
function useLeaveWarning(waiting: boolean): void {
  useEffect(() => {
    if (!waiting) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [waiting]);
}
