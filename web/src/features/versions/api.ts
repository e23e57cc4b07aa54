import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { QueryOf } from "@/api/types";

export function useSettingVersions(query: QueryOf<"/api/v1/config/versions">) {
  return useQuery({
    queryKey: ["setting-versions", query],
    queryFn: () => take(api.GET("/api/v1/config/versions", { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

export function useSettingVersion(id: string) {
  return useQuery({
    queryKey: ["setting-versions", id],
    queryFn: () => take(api.GET("/api/v1/config/versions/{id}", { params: { path: { id } } })),
  });
}

/** `dry_run`: what would become different; nothing is kept. */
export function useRestore(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { dry_run: boolean }) =>
      take(api.POST("/api/v1/config/versions/{id}/restore", { params: { path: { id } }, body })),
    onSuccess: (result) => {
      if (!result.dry_run) void client.invalidateQueries();
    },
  });
}
