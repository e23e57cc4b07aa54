import { useCallback, useSyncExternalStore } from "react";
import type { SoftPhone } from "./softphone";
import type { PhoneState } from "./types";

const NO_PHONE: PhoneState = { registration: "off", leg: null, problem: null };

/** The state of a phone, or of none at all. */
export function usePhoneState(phone: SoftPhone | null): PhoneState {
  const subscribe = useCallback((changed: () => void) => phone?.subscribe(changed) ?? (() => undefined), [phone]);
  return useSyncExternalStore(subscribe, () => phone?.getState() ?? NO_PHONE);
}
