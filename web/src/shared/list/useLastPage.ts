import { useEffect } from "react";
import type { ListFilters } from "./useListFilters";

interface Query {
  data?: { items: readonly unknown[]; total: number } | undefined;
  isPlaceholderData?: boolean;
}

/** When the rows of the page that is shown have gone, by what was done with them for example, the list goes to the last
 * page that is left. */
export function useLastPage(
  query: Query,
  page: number,
  pageSize: number,
  setPage: ListFilters<string>["setPage"],
): void {
  const { data } = query;
  const last = data && !query.isPlaceholderData ? Math.ceil(data.total / pageSize) : page;
  const beyond = data?.items.length === 0 && last > 0 && page > last;
  useEffect(() => {
    if (beyond) setPage(last, pageSize, { replace: true });
  }, [beyond, last, pageSize, setPage]);
}
