import { useCallback, useEffect, useState } from "react";
import { api, take } from "@/api/client";
import type { TestPhone } from "@/api/types";
import { openPhone } from "@/phone/open";
import type { SoftPhone } from "@/phone/softphone";
import type { PhoneState } from "@/phone/types";
import { usePhoneState } from "@/phone/usePhoneState";

export interface TestPhoneView {
  phone: SoftPhone | null;
  state: PhoneState;
  numbers: TestPhone["numbers"];
  error: unknown;
  retry: () => void;
}

/** Give the endpoint back; the server does so itself when the log-in ends. */
function release(device: string): void {
  void api.DELETE("/api/v1/test-phone/{device}", { params: { path: { device } } }).catch(() => undefined);
}

/** A guest endpoint and a phone on it while the page is open. */
export function useTestPhone(): TestPhoneView {
  const [phone, setPhone] = useState<SoftPhone | null>(null);
  const [numbers, setNumbers] = useState<TestPhone["numbers"]>([]);
  const [error, setError] = useState<unknown>(null);
  const [attempt, setAttempt] = useState(0);
  const state = usePhoneState(phone);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt is another phone
  useEffect(() => {
    let gone = false;
    let opened: SoftPhone | null = null;
    let device: string | null = null;
    async function open(): Promise<void> {
      const guest = await take(api.POST("/api/v1/test-phone"));
      device = guest.device;
      if (gone) return release(device);
      setNumbers(guest.numbers);
      opened = await openPhone(guest.sip, { register: false });
      if (gone) opened.stop();
      else setPhone(opened);
    }
    setError(null);
    open().catch((cause: unknown) => {
      if (!gone) setError(cause);
    });
    return () => {
      gone = true;
      opened?.stop();
      setPhone(null);
      if (device !== null) release(device);
    };
  }, [attempt]);

  const talking = state.leg !== null;
  useEffect(() => {
    if (!talking) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [talking]);

  const retry = useCallback(() => setAttempt((before) => before + 1), []);
  return { phone, state, numbers, error, retry };
}
