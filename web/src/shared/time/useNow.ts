import { useSyncExternalStore } from "react";
import { serverNow } from "@/api/clock";
import { onTick } from "./ticker";

/** The server's time in milliseconds, renewed every second: for durations that count up or down. */
export function useNow(): number {
  return useSyncExternalStore(onTick, () => Math.floor(serverNow() / 1000) * 1000);
}
