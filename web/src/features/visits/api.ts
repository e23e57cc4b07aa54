import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { QueryOf } from "@/api/types";
import type { Result } from "./model";

const KEY = ["visits"] as const;

export function useVisits(query: QueryOf<"/api/v1/visits">, enabled = true) {
  return useQuery({
    enabled,
    queryKey: [...KEY, "list", query],
    queryFn: () => take(api.GET("/api/v1/visits", { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

export function useVisit(id: string) {
  return useQuery({
    queryKey: [...KEY, "one", id],
    queryFn: () => take(api.GET("/api/v1/visits/{id}", { params: { path: { id } } })),
  });
}

/** The newest batches, to choose from. */
export function useBatches(enabled: boolean) {
  return useQuery({
    enabled,
    queryKey: ["visit-batches", "choice"],
    queryFn: () => take(api.GET("/api/v1/visit-batches", { params: { query: { page: 1, page_size: 200 } } })),
  });
}

export function useRecord(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Result) => take(api.POST("/api/v1/visits/{id}/result", { params: { path: { id } }, body })),
    onSuccess: (saved) => {
      client.setQueryData([...KEY, "one", id], saved);
      void client.invalidateQueries({ queryKey: [...KEY, "list"] });
      void client.invalidateQueries({ queryKey: ["visit-batches"] });
      void client.invalidateQueries({ queryKey: ["questionnaires", "statistics"] });
      void client.invalidateQueries({ queryKey: ["documents"] });
    },
  });
}

export function useAssign() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { visits: string[]; assignee_id: string }) => take(api.POST("/api/v1/visits/assign", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
