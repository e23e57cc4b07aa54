import { useMemo, useRef, useState } from "react";
import type { Draft } from "@/shared/draft";
import {
  clashesOf,
  type Flat,
  isTyped,
  type Kept,
  keepMine,
  movedOn,
  nothingTyped,
  ownOf,
  settled,
  shownOf,
  takeTheirs,
  withValues,
} from "./typed";

/** What is typed over a customer's `stored` values, kept in `draft` until it is saved. `of`: the customer, null for one
 * who is not there yet. */
export function useTypedCustomer(draft: Draft<Kept>, of: string | null, stored: Flat) {
  const [kept, setKept] = useState<Kept>(() => draft.kept ?? nothingTyped(of, stored));
  const now = useRef(kept);
  const change = (after: Kept) => {
    now.current = after;
    setKept(after);
    if (isTyped(after)) draft.keep(after);
    else draft.drop();
  };
  return {
    shown: useMemo(() => shownOf(kept, stored), [kept, stored]),
    own: useMemo(() => ownOf(shownOf(kept, stored)), [kept, stored]),
    clashes: useMemo(() => clashesOf(kept, of, stored), [kept, of, stored]),
    moved: movedOn(kept, of, stored),
    typed: isTyped(kept),
    put: (values: Flat) => change(withValues(now.current, of, stored, values)),
    takeTheirs: (name: string) => change(takeTheirs(now.current, name)),
    keepMine: (name: string) => change(keepMine(now.current, name, stored)),
    saved: (sent: Flat) => change(settled(now.current, sent)),
    clear: () => change(nothingTyped(of, stored)),
  };
}

export type TypedCustomer = ReturnType<typeof useTypedCustomer>;
