import { useCallback, useState } from "react";
import { readDraft, useDraftKey } from "@/shared/draft";
import type { Values } from "@/shared/fields/definitions";

/** A document that is being entered. */
export interface Draft {
  type: string;
  title: string;
  content: string;
  customer: string | null;
  phone: string;
  fields: Values;
  files: { id: string; name: string; size: number }[];
  /** The department in charge; null for one's own. */
  unit: string | null;
  /** The appointment with the customer, as the API takes it. */
  appointment: string | null;
  /** Who gets the first step; null leaves it to the process, undefined to the page. */
  assignee: string | null | undefined;
}

export const EMPTY: Draft = {
  type: "",
  title: "",
  content: "",
  customer: null,
  phone: "",
  fields: {},
  files: [],
  unit: null,
  appointment: null,
  assignee: undefined,
};

/** A draft that outlives the page being left and loaded anew, until it is entered or dropped. `name` says what for. */
export function useKeptDraft(name: string, first: Partial<Draft>) {
  const key = useDraftKey(`new-document.${name}`);
  const [draft, setDraft] = useState<Draft>(() => ({
    ...EMPTY,
    ...first,
    ...readDraft<Partial<Draft>>(sessionStorage, key),
  }));
  const change = useCallback(
    (make: (before: Draft) => Draft) =>
      setDraft((before) => {
        const next = make(before);
        sessionStorage.setItem(key, JSON.stringify(next));
        return next;
      }),
    [key],
  );
  const drop = useCallback(() => {
    sessionStorage.removeItem(key);
    setDraft({ ...EMPTY, ...first });
  }, [key, first]);
  return { draft, change, drop };
}
