import { useCallback } from "react";
import { useSearchParams } from "react-router";

/** The row of a list whose details are open, in the address beside the filters: it can be shared and survives a reload. */
export function useOpenRow(): [string | null, (id: string | null) => void] {
  const [params, setParams] = useSearchParams();
  const show = useCallback(
    (id: string | null) => {
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          if (id === null) next.delete("open");
          else next.set("open", id);
          return next;
        },
        { replace: true },
      );
    },
    [setParams],
  );
  return [params.get("open"), show];
}
