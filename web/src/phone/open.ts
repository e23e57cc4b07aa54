import type { SipAccount } from "@/api/types";
import { probeWanted } from "./probe-flag";
import type { SoftPhone } from "./softphone";
import type { PhoneOptions } from "./types";

/** Start a phone; the SIP stack is only loaded when somebody needs one. */
export async function openPhone(account: SipAccount, options: PhoneOptions): Promise<SoftPhone> {
  const { SoftPhone: Phone } = await import("./softphone");
  const phone = new Phone(account, options);
  if (probeWanted()) {
    const { exposeProbe } = await import("./debug");
    exposeProbe(phone);
  }
  return phone;
}
