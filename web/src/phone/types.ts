/** `lost`: was registered, the connection broke, trying again. `refused`: the switch does not accept this account. */
export type Registration = "off" | "connecting" | "registered" | "lost" | "refused";

export type LegPhase = "ringing" | "calling" | "connecting" | "talking";

/** The one leg that this phone has. Media only: what the call is about comes from the server. */
export interface Leg {
  id: string;
  incoming: boolean;
  phase: LegPhase;
  remote: string;
  muted: boolean;
  /** When it was answered, milliseconds on the server's clock. */
  answeredAt: number | null;
}

export type PhoneProblem =
  | "microphone_denied"
  | "microphone_missing"
  | "media_failed"
  | "call_failed"
  | "busy"
  | "no_route";

export interface PhoneState {
  registration: Registration;
  leg: Leg | null;
  problem: PhoneProblem | null;
}

export interface PhoneOptions {
  /** False for a phone that only calls out (a guest): it never registers. */
  register: boolean;
  /** Whether an incoming call is one that its user asked for (he dialled): answered without ringing. */
  answersAtOnce?: (remote: string) => boolean;
}
