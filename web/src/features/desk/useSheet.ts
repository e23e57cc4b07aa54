import { useCallback, useEffect, useState } from "react";
import { openMessages } from "@/features/messages/drawer";
import type { Abilities } from "./model";
import type { Sheet } from "./useActions";

/** What the phone bar has opened. The transfer dialog and the keypad belong to the call that they were opened in: they
 * go with it, and do not come back with the next one. */
export function useSheet(can: Pick<Abilities, "transfer" | "keypad">, call: string | null) {
  const [sheet, setSheet] = useState<Sheet | null>(null);
  const over = (sheet === "transfer" && !can.transfer) || (sheet === "keypad" && !can.keypad);
  useEffect(() => {
    if (over) setSheet(null);
  }, [over]);
  useEffect(() => {
    if (call === null) return;
    return () => setSheet((shown) => (shown === "transfer" || shown === "keypad" ? null : shown));
  }, [call]);
  const open = useCallback((wanted: Sheet) => {
    if (wanted === "messages") openMessages();
    else setSheet((shown) => (shown === wanted ? null : wanted));
  }, []);
  const close = useCallback(() => setSheet(null), []);
  return { sheet: over ? null : sheet, open, close };
}
