import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { QueryOf } from "@/api/types";

export function useVoicemails(query: QueryOf<"/api/v1/voicemails">) {
  return useQuery({
    queryKey: ["voicemails", query],
    queryFn: () => take(api.GET("/api/v1/voicemails", { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

export function useMarkHeard() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, heard }: { id: string; heard: boolean }) =>
      take(api.PATCH("/api/v1/voicemails/{id}", { params: { path: { id } }, body: { heard } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["voicemails"] }),
  });
}
