import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { CustomerDetail } from "@/api/types";
import { similarTo } from "@/features/customers/api";
import { asked, COUNTED, type Counts, otherSide, type Pair, type Side, type Way } from "./model";

const PAIRS = ["duplicate-pairs"];
const mergesOf = (id: string) => ["customer", id, "merges"];

export function usePairs(query: { by: Way; page: number; page_size: number }) {
  return useQuery({
    queryKey: [...PAIRS, query],
    queryFn: () => take(api.GET("/api/v1/customers/duplicate-pairs", { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

/** Who may be this customer, the likeliest first. */
export function useLikely(customer: CustomerDetail) {
  return useQuery(similarTo(asked(customer)));
}

/** How much of each kind a customer has that the user may see. */
export function useCounts(id: string) {
  return useQuery({
    queryKey: ["customer", id, "counts"],
    queryFn: async (): Promise<Counts> => {
      const found = COUNTED.map(async (kinds) => {
        const params = { path: { id }, query: { kinds, page: 1, page_size: 1 } };
        return [kinds, (await take(api.GET("/api/v1/customers/{id}/timeline", { params }))).total] as const;
      });
      return Object.fromEntries(await Promise.all(found)) as Counts;
    },
  });
}

/** What a merge or its undoing has changed is read anew: lists, the customer and everything about him. */
function useRefresh() {
  const client = useQueryClient();
  return (kept: string) => {
    for (const queryKey of [["customers"], ["duplicates"], PAIRS, ["customer", kept]])
      void client.invalidateQueries({ queryKey });
  };
}

/** Merges the other one into the side that stays, as they are shown: who changed meanwhile is refused. */
export function useMerge() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ pair, keep, values }: { pair: Pair; keep: Side; values: string[] }) => {
      const [kept, gone] = [pair[keep], pair[otherSide(keep)]];
      return take(
        api.POST("/api/v1/customers/{id}/merge", {
          params: { path: { id: kept.id } },
          body: { gone: gone.id, take: values, version: kept.version, gone_version: gone.version },
        }),
      );
    },
    onSuccess: (merge) => refresh(merge.kept_id),
  });
}

export function useMerges(id: string) {
  return useQuery({
    queryKey: mergesOf(id),
    queryFn: () => take(api.GET("/api/v1/customers/{id}/merges", { params: { path: { id } } })),
  });
}

export function useUndo(id: string) {
  const client = useQueryClient();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (merge: string) =>
      take(api.POST("/api/v1/customers/{id}/merges/{merge}/undo", { params: { path: { id, merge } } })),
    onSuccess: () => refresh(id),
    // what was refused has changed meanwhile: undone by somebody else, or too late
    onError: () => void client.invalidateQueries({ queryKey: mergesOf(id) }),
  });
}
