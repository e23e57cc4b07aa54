import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { after } from "@/shared/time/ticker";
import { useFrames } from "./hooks";

/** What news tell of is stored a moment after them. */
const STORED_AFTER_MS = 1500;

/** Ask again for what is under this key when news of these types have come and been stored. */
export function useRenew(types: readonly string[], queryKey: readonly string[]): void {
  const client = useQueryClient();
  const stopWaiting = useRef<() => void>(() => undefined);
  useFrames(types, () => {
    stopWaiting.current();
    stopWaiting.current = after(STORED_AFTER_MS, () => void client.invalidateQueries({ queryKey }));
  });
  useEffect(() => () => stopWaiting.current(), []);
}
