import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { CallDetail, CallPatch, QueryOf } from "@/api/types";

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

/** The call was about a record, or was not. Lists of the calls of a record follow. */
export function useCallLinks(id: string) {
  const client = useQueryClient();
  const onSuccess = (call: CallDetail) => {
    client.setQueryData(["call", id], call);
    void client.invalidateQueries({ queryKey: ["calls"] });
  };
  return {
    add: useMutation({
      mutationFn: (body: { kind: string; id: string }) =>
        take(api.POST("/api/v1/calls/{id}/links", { params: { path: { id } }, body })),
      onSuccess,
    }),
    remove: useMutation({
      mutationFn: ({ kind, subject }: { kind: string; subject: string }) =>
        take(api.DELETE("/api/v1/calls/{id}/links/{kind}/{subject}", { params: { path: { id, kind, subject } } })),
      onSuccess,
    }),
  };
}

export function useSaveCall(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: CallPatch) => take(api.PATCH("/api/v1/calls/{id}", { params: { path: { id } }, body })),
    onSuccess: (call) => {
      client.setQueryData(["call", id], call);
      void client.invalidateQueries({ queryKey: ["calls"] });
    },
  });
}
