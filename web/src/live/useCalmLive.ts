import { useDeferredValue } from "react";
import { useLive } from "./hooks";
import type { LiveState } from "./types";

/** As `useLive`, but late where drawing takes long: the page answers keys and the mouse in between. Give it to a
 * component in `memo`, which is then drawn only when the late value changes. */
export function useCalmLive<T>(select: (state: LiveState) => T): T {
  return useDeferredValue(useLive(select));
}
