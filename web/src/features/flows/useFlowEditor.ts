import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { checkFlow, keepDraft, type Opened } from "./api";
import { begin, change, type History, redo, undo } from "./history";
import type { Finding, FlowDocument } from "./model";

const CHECK_AFTER = 400;
const KEEP_AFTER = 1500;

export type Kept = "kept" | "waiting" | "failed";

/** A flow being edited: its history, what is wrong with it now, and whether the server has it. */
export function useFlowEditor(id: string, opened: Opened) {
  const [history, setHistory] = useState<History<FlowDocument>>(() => begin(opened.document));
  const [findings, setFindings] = useState<Finding[]>([]);
  const [checked, setChecked] = useState<FlowDocument | null>(null);
  const [kept, setKept] = useState<FlowDocument>(opened.document);
  const [failure, setFailure] = useState<unknown>(null);
  const [hasDraft, setHasDraft] = useState(opened.draft);
  const document = history.now;
  const latest = useRef(document);
  latest.current = document;

  useEffect(() => {
    let over = false;
    const timer = setTimeout(() => {
      checkFlow(document).then(
        (answer) => {
          if (over) return;
          setFindings(answer.findings);
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
      await keepDraft(id, sent);
      setKept(sent);
      setHasDraft(true);
      setFailure(null);
    } catch (error) {
      setFailure(error);
      throw error;
    }
  }, [id]);

  useEffect(() => {
    if (document === kept) return;
    const timer = setTimeout(() => void keep().catch(() => undefined), KEEP_AFTER);
    return () => clearTimeout(timer);
  }, [document, kept, keep]);

  useLeaveWarning(document !== kept);

  const edit = useCallback((make: (now: FlowDocument) => FlowDocument, group: string | null = null) => {
    setHistory((before) => change(before, make(before.now), group));
  }, []);
  const restart = useCallback((now: FlowDocument, isDraft: boolean) => {
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
      valid: checked === document && findings.every((one) => one.severity !== "error"),
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

export type FlowEditor = ReturnType<typeof useFlowEditor>;

/** The browser asks before the page is left while the server lacks something. */
function useLeaveWarning(waiting: boolean): void {
  useEffect(() => {
    if (!waiting) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [waiting]);
}
