import { useCallback, useMemo } from "react";
import { useAddress } from "./useAddress";

export const PAGE_SIZES = [20, 50, 100];

export interface ListFilters<K extends string> {
  values: Partial<Record<K, string>>;
  page: number;
  pageSize: number;
  /** Set or clear filters; the list goes back to its first page. */
  set: (change: Partial<Record<K, string | undefined>>) => void;
  /** `replace`: without a step back to the page before. */
  setPage: (page: number, pageSize: number, options?: { replace?: boolean }) => void;
  clear: () => void;
  active: boolean;
}

function whole(value: string | null, fallback: number, most: number): number {
  const number = Number(value);
  return Number.isInteger(number) && number >= 1 && number <= most ? number : fallback;
}

/** A list's filters and page, kept in the address so that a view can be shared and survives a reload. */
export function useListFilters<K extends string>(keys: readonly K[]): ListFilters<K> {
  const [params, changeAddress] = useAddress();
  const known = keys.join(" ");

  const values = useMemo(() => {
    const entries = (known.split(" ") as K[]).flatMap((key) => {
      const value = params.get(key);
      return value === null || value === "" ? [] : [[key, value] as const];
    });
    return Object.fromEntries(entries) as Partial<Record<K, string>>;
  }, [params, known]);

  const set = useCallback(
    (change: Partial<Record<K, string | undefined>>) => {
      changeAddress(
        (next) => {
          for (const [key, value] of Object.entries(change) as [K, string | undefined][]) {
            if (value === undefined || value === "") next.delete(key);
            else next.set(key, value);
          }
          next.delete("page");
        },
        { replace: true },
      );
    },
    [changeAddress],
  );

  const setPage = useCallback(
    (page: number, pageSize: number, options?: { replace?: boolean }) => {
      changeAddress((next) => {
        next.set("page", String(page));
        next.set("page_size", String(pageSize));
      }, options);
    },
    [changeAddress],
  );

  const clear = useCallback(() => {
    changeAddress(
      (next) => {
        for (const key of [...next.keys()]) next.delete(key);
      },
      { replace: true },
    );
  }, [changeAddress]);

  return {
    values,
    page: whole(params.get("page"), 1, 100_000),
    pageSize: whole(params.get("page_size"), 20, 200),
    set,
    setPage,
    clear,
    active: Object.keys(values).length > 0,
  };
}
