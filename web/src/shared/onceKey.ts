import { useMemo } from "react";

/** `forget` it when the request was carried out: the same said again is then meant again. */
export interface OnceKey {
  (body: unknown): string;
  forget: () => void;
}

/** A key for one request: sent again with the same body it stays the same, and the server carries it out once. */
export function useOnceKey(): OnceKey {
  return useMemo(() => {
    let last = { body: "", key: "" };
    const of = (body: unknown): string => {
      const text = JSON.stringify(body);
      if (text !== last.body) last = { body: text, key: `${Date.now()}-${Math.random().toString(36).slice(2)}` };
      return last.key;
    };
    const forget = (): void => {
      last = { body: "", key: "" };
    };
    return Object.assign(of, { forget });
  }, []);
}
