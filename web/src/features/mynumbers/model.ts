import { type ListItem, OUTCOMES } from "@/features/calllists/model";

export type { ListItem };
export const SHOWN = ["", "later", "done"] as const;
export type Shown = (typeof SHOWN)[number];

/** Which of one's numbers: to be called (in the address: nothing), to be called later, or those with any result. */
export function shownOf(value: string | undefined): Shown {
  return SHOWN.find((one) => one === value) ?? "";
}

export function myQuery(shown: Shown) {
  if (shown === "later") return { result: "later" as const };
  return { open: shown === "" };
}

export { OUTCOMES };
