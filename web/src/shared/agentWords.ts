import { useTranslation } from "react-i18next";
import type { AgentState } from "@/live/types";
import { useDictionary } from "./dictionaries";

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

const REASONS = ["supervisor", "no_answer", "rejected", "login"] as const;

/** Names of the reasons for a state: the engine's own, then the company's break reasons; others are shown as they are. */
export function useReason(): (reason: string) => string {
  const { t } = useTranslation();
  const breaks = useDictionary("break_reason");
  return (reason) => {
    const known = REASONS.find((one) => one === reason);
    return known ? t(`words.reason.${known}`) : breaks.nameOf(reason);
  };
}
