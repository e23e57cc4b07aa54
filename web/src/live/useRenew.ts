import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { after } from "@/shared/time/ticker";
import { useFrames } from "./hooks";
import { liveStore } from "./store";

/** What news tell of is stored a moment after them. */
const STORED_AFTER_MS = 1500;

/**
 * Ask again for what is under this key when news of these types have come and been stored. News that came while nobody
 * showed it count as well: what was fetched before they were stored is not shown as if it were new. A snapshot may stand
 * for any news: the first for what happened between the page's question and its live connection, later ones for what
 * happened while the server was started anew or the line was away too long.
 */
export function useRenew(news: readonly string[], queryKey: readonly string[]): void {
  const types = [...news, "snapshot"];
  const client = useQueryClient();
  const waiting = useRef<{ stop: () => void; again: boolean } | null>(null);
  /** News that keep coming do not put it off: it is asked in between, and once more after the last. */
  const renewAfter = (ms: number): void => {
    if (waiting.current !== null) {
      waiting.current.again = true;
      return;
    }
    const stop = after(ms, () => {
      const again = waiting.current?.again;
      waiting.current = null;
      void client.invalidateQueries({ queryKey });
      if (again) renewAfter(STORED_AFTER_MS);
    });
    waiting.current = { stop, again: false };
  };
  useFrames(types, () => renewAfter(STORED_AFTER_MS));
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was missed is looked for when the page is opened
  useEffect(() => {
    const stored = Math.max(...types.map((type) => liveStore.cameLast(type))) + STORED_AFTER_MS;
    const held = client.getQueryCache().findAll({ queryKey });
    const missed = held.some(({ state }) => state.data !== undefined && state.dataUpdatedAt < stored);
    if (missed || Date.now() < stored) renewAfter(Math.max(0, stored - Date.now()));
    return () => {
      waiting.current?.stop();
      waiting.current = null;
    };
  }, []);
}
