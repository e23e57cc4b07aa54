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

/** Marks many at once, or gives them to somebody; each has its own result. */
export function useChangeMany() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { ids: string[]; heard?: boolean; assigned_to?: string }) =>
      take(api.POST("/api/v1/voicemails/bulk", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["voicemails"] }),
  });
}

/** What is done with a message: given to somebody, made a ticket, called back, deleted with a reason. */
export function useVoicemailActs() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: ["voicemails"] });
  const assign = useMutation({
    mutationFn: ({ id, assigned_to }: { id: string; assigned_to: string | null }) =>
      take(api.PATCH("/api/v1/voicemails/{id}", { params: { path: { id } }, body: { assigned_to } })),
    onSuccess,
  });
  const ticket = useMutation({
    mutationFn: ({ id, type }: { id: string; type: string }) =>
      take(api.POST("/api/v1/voicemails/{id}/ticket", { params: { path: { id } }, body: { type } })),
    onSuccess,
  });
  const callBack = useMutation({
    mutationFn: (id: string) => take(api.POST("/api/v1/voicemails/{id}/call-back", { params: { path: { id } } })),
    onSuccess,
  });
  const remove = useMutation({
    mutationFn: ({ id, reason }: { id: string; reason: string }) =>
      take(api.POST("/api/v1/voicemails/{id}/delete", { params: { path: { id } }, body: { reason } })),
    onSuccess,
  });
  return { assign, ticket, callBack, remove };
}
