import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { QueryOf } from "@/api/types";
import { isOnItsWay } from "./model";

const KEY = ["outbox"] as const;
const EVERY_MS = 5_000;

/** Messages with whether anything leaves at all; renewed while one of them is on its way. */
export function useOutbox(query: QueryOf<"/api/v1/outbox">) {
  return useQuery({
    queryKey: [...KEY, query],
    queryFn: () => take(api.GET("/api/v1/outbox", { params: { query } })),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.items.some(isOnItsWay) ? EVERY_MS : false),
  });
}

export function useOutgoing(id: string) {
  return useQuery({
    queryKey: [...KEY, "one", id],
    queryFn: () => take(api.GET("/api/v1/outbox/{id}", { params: { path: { id } } })),
    refetchInterval: ({ state }) => (state.data && isOnItsWay(state.data) ? EVERY_MS : false),
  });
}

/** A refusal means that it has gone on meanwhile: the list and the message are asked for again then, too. */
export function useOutgoingActs() {
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: KEY });
  const cancel = useMutation({
    mutationFn: (id: string) => take(api.POST("/api/v1/outbox/{id}/cancel", { params: { path: { id } } })),
    onSettled,
  });
  const resend = useMutation({
    mutationFn: (id: string) => take(api.POST("/api/v1/outbox/{id}/resend", { params: { path: { id } } })),
    onSettled,
  });
  const resendMany = useMutation({
    mutationFn: (ids: string[]) => take(api.POST("/api/v1/outbox/resend", { body: { ids } })),
    onSettled,
  });
  return { cancel, resend, resendMany };
}
