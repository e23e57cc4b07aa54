export const STATES = ["waiting", "attempt", "ended"] as const;
export const RESULTS = [
  "done",
  "cancelled",
  "failed",
  "refused",
  "expired",
  "queue_removed",
  "no_answer",
  "busy",
  "agent_gone",
] as const;
