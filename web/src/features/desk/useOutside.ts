import { useLive } from "@/live/hooks";
import { outsideNumber } from "./model";
import { useCallerName } from "./useCallerName";
import type { DeskView } from "./useSituation";

/** Who is on the line or rings: his number as it came, and his name as far as it is known. */
export function useOutside({ call, phone }: Pick<DeskView, "call" | "phone">): { number: string; name: string } {
  const pop = useLive((state) => state.pop);
  const known = useCallerName(call);
  return {
    number: call ? outsideNumber(call) : (phone.leg?.remote ?? ""),
    name: known || (pop && pop.call === call?.id ? pop.customerName : ""),
  };
}
