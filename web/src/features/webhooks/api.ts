import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { QueryOf } from "@/api/types";
import type { NewWebhook, WebhookChange } from "./model";

const KEY = ["webhooks"] as const;
const EVERY_MS = 5_000;

/** All subscriptions; how far behind each is changes by itself. */
export function useWebhooks() {
  return useQuery({
    queryKey: KEY,
    queryFn: () => take(api.GET("/api/v1/webhooks")),
    refetchInterval: EVERY_MS,
  });
}

export function useEventTypes() {
  return useQuery({
    queryKey: ["event-types"],
    queryFn: () => take(api.GET("/api/v1/events/types")),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useDeliveries(id: string, query: QueryOf<"/api/v1/webhooks/{id}/deliveries">) {
  return useQuery({
    queryKey: [...KEY, id, "deliveries", query],
    queryFn: () => take(api.GET("/api/v1/webhooks/{id}/deliveries", { params: { path: { id }, query } })),
    placeholderData: keepPreviousData,
    refetchInterval: EVERY_MS,
  });
}

export function useWebhookActs() {
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: KEY });
  const at = (id: string) => ({ params: { path: { id } } });
  return {
    create: useMutation({
      mutationFn: (body: NewWebhook) => take(api.POST("/api/v1/webhooks", { body })),
      onSettled,
    }),
    change: useMutation({
      mutationFn: ({ id, ...body }: Partial<WebhookChange> & { id: string }) =>
        take(api.PATCH("/api/v1/webhooks/{id}", { ...at(id), body: { skip: false, ...body } })),
      onSettled,
    }),
    remove: useMutation({
      mutationFn: (id: string) => take(api.DELETE("/api/v1/webhooks/{id}", at(id))),
      // Its log is gone with it: only the list is asked for again.
      onSuccess: () => void client.invalidateQueries({ queryKey: KEY, exact: true }),
    }),
    renew: useMutation({
      mutationFn: (id: string) => take(api.POST("/api/v1/webhooks/{id}/secret", at(id))),
    }),
    ping: useMutation({
      mutationFn: (id: string) => take(api.POST("/api/v1/webhooks/{id}/ping", at(id))),
    }),
    redeliver: useMutation({
      mutationFn: ({ id, delivery }: { id: string; delivery: string }) =>
        take(
          api.POST("/api/v1/webhooks/{id}/deliveries/{delivery}/redeliver", {
            params: { path: { id, delivery } },
          }),
        ),
      onSettled,
    }),
  };
}
