import { useCallback, useMemo } from "react";
import { useUser } from "@/features/auth/useUser";

const PREFIX = "hotline.draft.";

/** Where the browser keeps what `user` has typed. Workstations are shared: whoever logs in next does not find it. */
export const draftKey = (user: string, name: string): string => `${PREFIX}${user}.${name}`;

/** `draftKey` of who is logged in. */
export function useDraftKey(name: string): string {
  return draftKey(useUser().id, name);
}

export interface Draft<T> {
  /** What was typed before the page was left, or null. */
  kept: T | null;
  keep: (values: T) => void;
  drop: () => void;
}

/** What is typed into a long form, kept in this browser for its user until it is saved; `name` says of which form and
 * record. */
export function useDraft<T>(name: string): Draft<T> {
  const key = useDraftKey(name);
  const kept = useMemo(() => readDraft<T>(localStorage, key), [key]);
  return {
    kept,
    keep: useCallback((values: T) => localStorage.setItem(key, JSON.stringify(values)), [key]),
    drop: useCallback(() => localStorage.removeItem(key), [key]),
  };
}

/** What is kept under `key`; null when there is nothing or it cannot be read. */
export function readDraft<T>(storage: Storage, key: string): T | null {
  try {
    return JSON.parse(storage.getItem(key) ?? "null") as T | null;
  } catch {
    return null;
  }
}

/** What `user` has typed under names that begin like this does not stay in the browser. */
export function dropDrafts(user: string, start: string): void {
  const keys = Array.from({ length: localStorage.length }, (_, at) => localStorage.key(at) ?? "");
  for (const key of keys) if (key.startsWith(draftKey(user, start))) localStorage.removeItem(key);
}
