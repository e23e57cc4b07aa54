import type { ConnectionStatus } from "@/live/types";
import type { Registration } from "@/phone/types";

export type Lamp = "good" | "waiting" | "bad" | "off";
export type HealthWord =
  | "connected"
  | "connecting"
  | "broken"
  | "up"
  | "down"
  | "unknown"
  | "registered"
  | "refused"
  | "none"
  | "extension";

export interface LampState {
  lamp: Lamp;
  word: HealthWord;
}

export function serverLamp(status: ConnectionStatus): LampState {
  if (status === "open") return { lamp: "good", word: "connected" };
  return status === "connecting" ? { lamp: "waiting", word: "connecting" } : { lamp: "bad", word: "broken" };
}

/** The switch is only known while the server is heard. */
export function switchLamp(status: ConnectionStatus, coreUp: boolean, switchUp: boolean): LampState {
  if (status !== "open") return { lamp: "off", word: "unknown" };
  return coreUp && switchUp ? { lamp: "good", word: "up" } : { lamp: "bad", word: "down" };
}

export function phoneLamp(kind: "none" | "browser" | "extension", registration: Registration): LampState {
  if (kind === "none") return { lamp: "off", word: "none" };
  if (kind === "extension") return { lamp: "good", word: "extension" };
  switch (registration) {
    case "registered":
      return { lamp: "good", word: "registered" };
    case "connecting":
      return { lamp: "waiting", word: "connecting" };
    case "refused":
      return { lamp: "bad", word: "refused" };
    default:
      return { lamp: "bad", word: "broken" };
  }
}
