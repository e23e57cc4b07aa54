import { useEffect, useState } from "react";
import { after } from "@/shared/time/ticker";

/** `value` once it has stayed the same for `ms`: what is asked about somebody's typing is not asked at every key. */
export function useSettled(value: string, ms: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => (value === settled ? undefined : after(ms, () => setSettled(value))), [value, settled, ms]);
  return settled;
}
