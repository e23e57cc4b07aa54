import { useCallback, useLayoutEffect } from "react";
import { useSearchParams } from "react-router";

/** What the address will say once a change that was made is drawn: a second change before that builds on the first. */
let undrawn: URLSearchParams | null = null;

type Change = (edit: (params: URLSearchParams) => void, options?: { replace?: boolean }) => void;

/** The query of the address, and how to change it. The router draws a change later and hands out the old query until
 * then, so that of two quick clicks the second would bring back what the first took away. */
export function useAddress(): [URLSearchParams, Change] {
  const [params, setParams] = useSearchParams();
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever another query is drawn
  useLayoutEffect(() => {
    undrawn = null;
  }, [params]);
  const change = useCallback<Change>(
    (edit, options) => {
      const next = new URLSearchParams(undrawn ?? params);
      edit(next);
      undrawn = next;
      setParams(next, options);
    },
    [params, setParams],
  );
  return [params, change];
}
