import { useCallback, useRef } from "react";

/** A key for one request: sent again with the same body it stays the same, and the server carries it out once. */
export function useOnceKey(): (body: unknown) => string {
  const last = useRef({ body: "", key: "" });
  return useCallback((body) => {
    const text = JSON.stringify(body);
    if (text !== last.current.body)
      last.current = { body: text, key: `${Date.now()}-${Math.random().toString(36).slice(2)}` };
    return last.current.key;
  }, []);
}
