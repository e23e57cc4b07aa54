import type { components } from "@/api/schema";
import type { QueryOf } from "@/api/types";

type Schemas = components["schemas"];
export type Visit = Schemas["VisitRow"];
export type VisitDetail = Schemas["VisitDetail"];
export type Result = Schemas["Result"];
export type Outcome = Result["outcome"];
export type State = Visit["state"];

export const STATES = ["open", "done", "unreachable", "refused", "cancelled"] as const satisfies readonly State[];
export const STATE_COLOURS: Record<State, string> = {
  open: "gold",
  done: "green",
  unreachable: "orange",
  refused: "red",
  cancelled: "default",
};
export const CERTIFIED = ["done", "handling", "certified", "doubted", "failed"] as const;
export const CERTIFIED_LOOKS = {
  done: "success",
  handling: "info",
  certified: "success",
  doubted: "info",
  failed: "warning",
} as const satisfies Record<(typeof CERTIFIED)[number], string>;
export const FILTERS = ["whose", "state", "questionnaire", "batch", "assignee", "overdue"] as const;

type Values = Partial<Record<(typeof FILTERS)[number], string>>;

/** The filters of the address as the API takes them: without any, one's own visits that are to be made. */
export function visitQuery({ whose, state, overdue, ...plain }: Values, wide: boolean): QueryOf<"/api/v1/visits"> {
  return {
    ...plain,
    mine: !(wide && whose === "all"),
    state: state === "all" ? undefined : (STATES.find((one) => one === state) ?? "open"),
    overdue: overdue === "true",
  };
}

export function isLate(visit: Pick<Visit, "state" | "due_at">, now: number): boolean {
  return visit.state === "open" && visit.due_at !== null && Date.parse(visit.due_at) < now;
}

/** What a result is worth of what was possible; null where nothing counts. */
export function percentOf({ score, most }: Pick<Visit, "score" | "most">): number | null {
  return score === null || !most ? null : Math.round((100 * score) / most);
}
