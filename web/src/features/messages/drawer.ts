import { useSyncExternalStore } from "react";

/** Whether the list of messages is open; a key of the phone bar opens it from any page. */
let open = false;
const listeners = new Set<() => void>();

function set(next: boolean): void {
  open = next;
  for (const listener of [...listeners]) listener();
}

export const openMessages = () => set(true);
export const closeMessages = () => set(false);

export function useMessagesOpen(): boolean {
  return useSyncExternalStore(
    (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    () => open,
  );
}
