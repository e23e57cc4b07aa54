import type { TFunction } from "i18next";
import { TICKET_STATUSES } from "@/api/types";

export const OUTCOMES = ["answered", "abandoned", "ivr_only", "voicemail", "overflow", "failed", "rejected"] as const;
export const DIRECTIONS = ["inbound", "outbound", "internal"] as const;
const ENDERS = ["caller", "agent", "system"] as const;

/** Names of codes. A code that is not known here is shown as it is: nothing is hidden. */
export function callOutcome(code: string, t: TFunction): string {
  const known = OUTCOMES.find((one) => one === code);
  return known ? t(`words.outcome.${known}`) : code;
}

export function callDirection(code: string, t: TFunction): string {
  const known = DIRECTIONS.find((one) => one === code);
  return known ? t(`words.direction.${known}`) : code;
}

export function endedBy(code: string, t: TFunction): string {
  const known = ENDERS.find((one) => one === code);
  return known ? t(`words.ended_by.${known}`) : code;
}

export function ticketStatus(code: string, t: TFunction): string {
  const known = TICKET_STATUSES.find((one) => one === code);
  return known ? t(`words.ticket_status.${known}`) : code;
}

const VISIT_STATES = ["open", "done", "unreachable", "refused", "cancelled"] as const;

export function visitState(code: string, t: TFunction): string {
  const known = VISIT_STATES.find((one) => one === code);
  return known ? t(`words.visit_state.${known}`) : code;
}

const STATUS_COLOURS: Record<string, string> = {
  pending: "gold",
  to_dispatch: "orange",
  handling: "blue",
  to_visit: "cyan",
  done: "green",
  returned: "red",
  suspended: "purple",
};

export function ticketColour(code: string): string {
  return STATUS_COLOURS[code] ?? "default";
}

const OUTCOME_COLOURS: Record<string, string> = {
  answered: "green",
  abandoned: "orange",
  voicemail: "purple",
  overflow: "gold",
  failed: "red",
  rejected: "red",
};

export function outcomeColour(code: string): string {
  return OUTCOME_COLOURS[code] ?? "default";
}
