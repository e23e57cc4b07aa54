import type { TFunction } from "i18next";
import { useCallback } from "react";
import type { AgentState } from "@/live/types";
import { usePauseReasons } from "./pauseReasons";

const COLOURS: Record<AgentState, string> = {
  offline: "var(--state-off)",
  available: "var(--state-available)",
  reserved: "var(--state-reserved)",
  ringing: "var(--state-ringing)",
  talking: "var(--state-talking)",
  wrap_up: "var(--state-wrap-up)",
  busy: "var(--state-busy)",
  break: "var(--state-break)",
  not_answering: "var(--state-lost)",
  device_lost: "var(--state-lost)",
};

export function stateColour(state: AgentState): string {
  return COLOURS[state];
}

/** States that people give a reason for; in others the reason is the engine's own note. */
const REASONED: readonly AgentState[] = ["busy", "break"];

/** Why an agent is busy or on a break: the company's word for it, or what was typed. */
export function useReason(): (state: AgentState, reason: string) => string {
  const { nameOf } = usePauseReasons();
  return useCallback((state, reason) => (reason === "" || !REASONED.includes(state) ? "" : nameOf(reason)), [nameOf]);
}

const DEVICE_STATES = ["offline", "idle", "ringing", "busy"] as const;

export function deviceState(state: string | undefined, t: TFunction): string {
  const known = DEVICE_STATES.find((one) => one === state);
  return known ? t(`words.device.${known}`) : (state ?? "");
}
