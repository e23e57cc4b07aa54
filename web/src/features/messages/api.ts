import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";

const KEY = ["live-messages"] as const;

/** The newest messages from supervisors, or how many are unread. */
export function useMessages(query: { unread?: boolean; sent?: boolean; page_size?: number }, enabled = true) {
  return useQuery({
    queryKey: [...KEY, query],
    queryFn: () => take(api.GET("/api/v1/live/messages", { params: { query } })),
    enabled,
  });
}

export function useReadMessage() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => take(api.POST("/api/v1/live/messages/{id}/read", { params: { path: { id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useSendMessage() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { text: string; agents?: string[]; queues?: string[] }) =>
      take(api.POST("/api/v1/live/messages", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useRenewMessages(): () => void {
  const client = useQueryClient();
  return () => void client.invalidateQueries({ queryKey: KEY });
}
