import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { QueryOf } from "@/api/types";
import { useRenew } from "@/live/useRenew";

const KEY = ["callbacks"] as const;

/** Who is called back instead of waiting; renewed when one begins, is tried or ends. */
export function useCallbacks(query: QueryOf<"/api/v1/callbacks">, enabled = true) {
  useRenew(["callback.requested", "callback.attempt", "callback.attempt_ended", "callback.ended"], KEY);
  return useQuery({
    queryKey: [...KEY, query],
    queryFn: () => take(api.GET("/api/v1/callbacks", { params: { query } })),
    placeholderData: keepPreviousData,
    enabled,
  });
}

export function useCallbackActs() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: KEY });
  const cancel = useMutation({
    mutationFn: (id: string) => take(api.DELETE("/api/v1/callbacks/{id}", { params: { path: { id } } })),
    onSuccess,
  });
  const cancelMany = useMutation({
    mutationFn: (ids: string[]) => take(api.POST("/api/v1/callbacks/cancel", { body: { ids } })),
    onSuccess,
  });
  const add = useMutation({
    mutationFn: (body: { queue: string; number: string; not_before?: string }) =>
      take(api.POST("/api/v1/callbacks", { body })),
    onSuccess,
  });
  return { cancel, cancelMany, add };
}
