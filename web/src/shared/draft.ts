import { useCallback, useMemo } from "react";

const PREFIX = "hotline.draft.";

export interface Draft<T> {
  /** What was typed before the page was left, or null. */
  kept: T | null;
  keep: (values: T) => void;
  drop: () => void;
}

/** What is typed into a long form, kept in this browser until it is saved; `name` says of which form and record. */
export function useDraft<T>(name: string): Draft<T> {
  const key = PREFIX + name;
  const kept = useMemo(() => read<T>(key), [key]);
  return {
    kept,
    keep: useCallback((values: T) => localStorage.setItem(key, JSON.stringify(values)), [key]),
    drop: useCallback(() => localStorage.removeItem(key), [key]),
  };
}

function read<T>(key: string): T | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null") as T | null;
  } catch {
    return null;
  }
}
