import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { components } from "@/api/schema";
import type { QueryOf } from "@/api/types";

const KEY = "my-numbers";

export function useMyNumbers(query: QueryOf<"/api/v1/my-call-list">, enabled = true) {
  return useQuery({
    queryKey: [KEY, query],
    queryFn: () => take(api.GET("/api/v1/my-call-list", { params: { query } })),
    placeholderData: keepPreviousData,
    enabled,
  });
}

export function useRecordResult() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ item, ...body }: components["schemas"]["ResultBody"] & { item: string }) =>
      take(api.PUT("/api/v1/my-call-list/{item}/result", { params: { path: { item } }, body })),
    // also when somebody else was faster: what is there now is shown
    onSettled: () => void client.invalidateQueries({ queryKey: [KEY] }),
  });
}
