import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type CallList = Schemas["ListRow"];
export type ListItem = Schemas["ItemRow"];
export type ListBody = Schemas["ListBody"];
export type ListChange = Schemas["ListChange"];
export type AllocateBody = Schemas["AllocateBody"];
export type Allocated = Schemas["Allocated"];

export const OUTCOMES = ["reached", "no_answer", "busy", "wrong_number", "refused", "later"] as const;
export const FILTERS = ["agent", "allocated", "open", "result", "number"] as const;
export const HOWS = ["evenly", "owner", "hand"] as const;
export type How = (typeof HOWS)[number];

type Values = Partial<Record<(typeof FILTERS)[number], string>>;

/** The filters of the address as the API takes them. */
export function itemQuery({ allocated, open, result, ...plain }: Values) {
  const outcome = OUTCOMES.find((one) => one === result);
  return {
    ...plain,
    ...(allocated === undefined ? {} : { allocated: allocated === "true" }),
    ...(open === undefined ? {} : { open: open === "true" }),
    ...(outcome ? { result: outcome } : {}),
  };
}

export const share = (part: number, whole: number) => (whole === 0 ? 0 : Math.round((part / whole) * 100));

/** What is sent to share numbers out: those that are chosen go to one, all others to all who are named. */
export function allocation(how: How, agents: string[], items: string[], again: boolean): AllocateBody {
  return { how, agents, items: how === "hand" ? items : [], again };
}
