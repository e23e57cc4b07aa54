import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";

/** `dry_run`: what would change; nothing is kept. */
export function useImport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { yaml: string; dry_run: boolean }) => take(api.POST("/api/v1/config/import", { body })),
    onSuccess: (result) => {
      if (!result.dry_run) void client.invalidateQueries();
    },
  });
}
