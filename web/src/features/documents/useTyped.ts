import { useCallback, useEffect, useMemo, useState } from "react";
import { readDraft, useDraftKey } from "@/shared/draft";
import { type Clash, clashes, same, type Typed, withTyped } from "./model";
import type { DocumentDetail } from "./types";

interface Kept {
  /** The version that it was typed over. */
  version: number;
  typed: Typed;
  /** A remark that was begun. */
  remark: string;
}

function read(document: DocumentDetail, key: string): Kept {
  return { version: document.version, typed: {}, remark: "", ...readDraft<Kept>(sessionStorage, key) };
}

/**
 * What is typed into a document and not stored yet. It outlives the page being left and loaded anew, and others' work
 * on the document: what both have changed waits until one of the two is chosen.
 */
export function useTyped(document: DocumentDetail) {
  const key = useDraftKey(`document.${document.id}`);
  const [kept, setKept] = useState(() => read(document, key));
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const { typed, remark } = kept;
  const untouched = Object.keys(typed).length === 0;
  const version = untouched ? document.version : kept.version;

  useEffect(() => {
    if (untouched && remark === "") sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify({ version, typed, remark }));
  }, [key, version, typed, remark, untouched]);

  const set = useCallback(
    (name: string, value: unknown) =>
      setKept((before) => {
        const now = typeof value === "function" ? value(before.typed[name] ?? valueIn(document, name)) : value;
        const first = Object.keys(before.typed).length === 0;
        return {
          ...before,
          version: first ? document.version : before.version,
          typed: withTyped(before.typed, document, name, now),
        };
      }),
    [document],
  );
  const forget = useCallback((name: string) => {
    setKept((before) => {
      const { [name]: _gone, ...rest } = before.typed;
      return { ...before, typed: rest };
    });
  }, []);
  /** What was `sent` is stored, as this version; what was typed meanwhile is still to be. */
  const stored = useCallback((sent: Typed, as: number) => {
    setKept((before) => ({
      ...before,
      version: as,
      typed: Object.fromEntries(
        Object.entries(before.typed).filter(([name, value]) => !(name in sent && same(value, sent[name]))),
      ),
    }));
    setChosen(new Set());
  }, []);
  /** Everything typed is given up. */
  const clear = useCallback(() => {
    setKept((before) => ({ ...before, typed: {} }));
    setChosen(new Set());
  }, []);
  const setRemark = useCallback((text: string) => setKept((before) => ({ ...before, remark: text })), []);
  const keepMine = useCallback((name: string) => setChosen((before) => new Set(before).add(name)), []);

  const open: Clash[] = useMemo(
    () => clashes(document, typed, version).filter((clash) => !chosen.has(clash.name)),
    [document, typed, version, chosen],
  );
  return { typed, untouched, version, clashes: open, remark, set, forget, stored, clear, setRemark, keepMine };
}

export type TypedState = ReturnType<typeof useTyped>;

function valueIn(document: DocumentDetail, name: string): unknown {
  return name.startsWith("fields.") ? document.fields[name.slice(7)] : document[name as keyof DocumentDetail];
}
