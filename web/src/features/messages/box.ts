import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { BoxUnread, QueryOf } from "@/api/types";
import { useFrames } from "@/live/hooks";

const KEY = ["box"] as const;
const UNREAD = [...KEY, "unread"] as const;

/** The user's own messages, newest first. */
export function useBox(query: QueryOf<"/api/v1/messages">) {
  return useQuery({
    queryKey: [...KEY, "list", query],
    queryFn: () => take(api.GET("/api/v1/messages", { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

export function useUnread() {
  return useQuery({ queryKey: UNREAD, queryFn: () => take(api.GET("/api/v1/messages/unread")) });
}

export function useKinds() {
  return useQuery({ queryKey: [...KEY, "kinds"], queryFn: () => take(api.GET("/api/v1/messages/kinds")) });
}

/** Keeps everything about the box current while the websocket tells of it. */
export function useBoxNews(): void {
  const client = useQueryClient();
  const renew = () => void client.invalidateQueries({ queryKey: KEY });
  useFrames(["message_box", "snapshot"], renew);
  useFrames(["message_box.read"], (frame) => {
    renew();
    client.setQueryData(UNREAD, frame.data as unknown as BoxUnread);
  });
}

export function useBoxActs() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: KEY });
  const read = useMutation({
    mutationFn: (id: string) => take(api.POST("/api/v1/messages/{id}/read", { params: { path: { id } } })),
    onSuccess,
  });
  const readAll = useMutation({
    mutationFn: (body: { kind?: string; until?: string }) => take(api.POST("/api/v1/messages/read-all", { body })),
    onSuccess,
  });
  const readMany = useMutation({
    mutationFn: (ids: string[]) => take(api.POST("/api/v1/messages/read", { body: { ids } })),
    onSuccess,
  });
  return { read, readAll, readMany };
}

export function useRenewKinds(): () => void {
  const client = useQueryClient();
  return () => void client.invalidateQueries({ queryKey: KEY });
}
