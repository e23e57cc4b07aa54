import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { CallPatch, QueryOf } from "@/api/types";

export function useCalls(query: QueryOf<"/api/v1/calls">) {
  return useQuery({
    queryKey: ["calls", query],
    queryFn: () => take(api.GET("/api/v1/calls", { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

export function useCall(id: string) {
  return useQuery({
    queryKey: ["call", id],
    queryFn: () => take(api.GET("/api/v1/calls/{id}", { params: { path: { id } } })),
  });
}

export function useSaveCall(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: CallPatch) => take(api.PATCH("/api/v1/calls/{id}", { params: { path: { id } }, body })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["call", id] });
      void client.invalidateQueries({ queryKey: ["calls"] });
    },
  });
}
