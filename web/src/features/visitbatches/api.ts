import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { QueryOf } from "@/api/types";
import { useOnceKey } from "@/shared/onceKey";
import type { NewBatch, Rule } from "./model";

const KEY = ["visit-batches"] as const;

export function useBatchList(query: QueryOf<"/api/v1/visit-batches">) {
  return useQuery({
    queryKey: [...KEY, "list", query],
    queryFn: () => take(api.GET("/api/v1/visit-batches", { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

export function useBatch(id: string) {
  return useQuery({
    queryKey: [...KEY, "one", id],
    queryFn: () => take(api.GET("/api/v1/visit-batches/{id}", { params: { path: { id } } })),
  });
}

/** What conditions of a rule may look at. */
export function useProperties() {
  return useQuery({
    queryKey: [...KEY, "properties"],
    queryFn: () => take(api.GET("/api/v1/visit-batches/properties")),
    staleTime: 5 * 60_000,
  });
}

export function useTrial() {
  return useMutation({
    mutationFn: (rule: Rule) => take(api.POST("/api/v1/visit-batches/try", { body: { rule } })),
  });
}

export function useBatchActs() {
  const client = useQueryClient();
  const key = useOnceKey();
  const onSuccess = () => {
    void client.invalidateQueries({ queryKey: KEY });
    void client.invalidateQueries({ queryKey: ["visits"] });
    void client.invalidateQueries({ queryKey: ["questionnaires", "statistics"] });
  };
  const create = useMutation({
    mutationFn: (body: NewBatch) =>
      take(api.POST("/api/v1/visit-batches", { body, headers: { "Idempotency-Key": key(body) } })),
    onSuccess,
  });
  const cancel = useMutation({
    mutationFn: (id: string) => take(api.POST("/api/v1/visit-batches/{id}/cancel", { params: { path: { id } } })),
    onSuccess,
  });
  return { create, cancel };
}
