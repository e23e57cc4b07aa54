import { useEffect, useRef, useSyncExternalStore } from "react";
import { liveStore } from "./store";
import type { Connection, Frame, LiveAgent, LiveState } from "./types";

/** A part of the live state. `select` must return the same object while nothing in it changed. */
export function useLive<T>(select: (state: LiveState) => T): T {
  return useSyncExternalStore(liveStore.subscribe, () => select(liveStore.getState()));
}

export function useConnection(): Connection {
  return useSyncExternalStore(liveStore.subscribe, liveStore.getConnection);
}

export function useLiveAgent(id: string | null): LiveAgent | null {
  return useLive((state) => (id === null ? null : (state.agents.get(id) ?? null)));
}

/** Run `handle` for each frame of these types as it arrives. */
export function useFrames(types: readonly string[], handle: (frame: Frame) => void): void {
  const latest = useRef(handle);
  const wanted = types.join(" ");
  useEffect(() => {
    latest.current = handle;
  });
  useEffect(() => {
    const set = new Set(wanted.split(" "));
    return liveStore.onFrame((frame) => {
      if (set.has(frame.type)) latest.current(frame);
    });
  }, [wanted]);
}
