import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { NewAnnouncement, QueryOf } from "@/api/types";

const KEY = ["announcements"] as const;

export function useAnnouncements(query: QueryOf<"/api/v1/announcements">) {
  return useQuery({
    queryKey: [...KEY, query],
    queryFn: () => take(api.GET("/api/v1/announcements", { params: { query } })),
  });
}

export function useSwitchOn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewAnnouncement) => take(api.POST("/api/v1/announcements", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useSwitchOff() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => take(api.DELETE("/api/v1/announcements/{id}", { params: { path: { id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
