import { useCallback } from "react";
import { useAddress } from "./useAddress";

/** The row of a list whose details are open, in the address beside the filters: it can be shared and survives a reload. */
export function useOpenRow(): [string | null, (id: string | null) => void] {
  const [params, change] = useAddress();
  const show = useCallback(
    (id: string | null) =>
      change((next) => (id === null ? next.delete("open") : next.set("open", id)), { replace: true }),
    [change],
  );
  return [params.get("open"), show];
}
