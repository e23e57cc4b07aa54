import { useUser } from "@/features/auth/useUser";
import { useCustomer } from "@/features/customers/api";
import type { LiveCall } from "@/live/types";
import { outsideName } from "./model";
import { useChosenCustomer } from "./work";

/** What the person outside is called: the customer whom the agent has chosen or entered goes before what the call came with. */
export function useCallerName(call: LiveCall | null): string {
  const chosen = useCustomer(useChosenCustomer(useUser().id, call?.id ?? null)).data;
  return chosen?.name || outsideName(call);
}
