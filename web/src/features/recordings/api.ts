import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { QueryOf } from "@/api/types";

const KEY = ["recordings"] as const;

export type RecordingQuery = QueryOf<"/api/v1/recordings">;

export function useRecordings(query: RecordingQuery) {
  return useQuery({
    queryKey: [...KEY, query],
    queryFn: () => take(api.GET("/api/v1/recordings", { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

export function useRecording(id: string) {
  return useQuery({
    queryKey: [...KEY, id],
    queryFn: () => take(api.GET("/api/v1/recordings/{id}", { params: { path: { id } } })),
  });
}

export function useRecordingActs() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: KEY });
  const verify = useMutation({
    mutationFn: (id: string) => take(api.POST("/api/v1/recordings/{id}/verify", { params: { path: { id } } })),
    onSuccess,
  });
  const remove = useMutation({
    mutationFn: ({ id, reason }: { id: string; reason: string }) =>
      take(api.POST("/api/v1/recordings/{id}/delete", { params: { path: { id } }, body: { reason } })),
    onSuccess,
  });
  const hold = useMutation({
    mutationFn: ({ call, reason }: { call: string; reason: string }) =>
      take(api.POST("/api/v1/legal-holds", { body: { kind: "call", subject: call, reason } })),
    onSuccess,
  });
  const clear = useMutation({
    mutationFn: async ({ call, reason }: { call: string; reason: string }) => {
      const query = { kind: "call" as const, subject: call, active: true };
      const { items } = await take(api.GET("/api/v1/legal-holds", { params: { query } }));
      for (const { id } of items)
        await take(api.POST("/api/v1/legal-holds/{id}/clear", { params: { path: { id } }, body: { reason } }));
    },
    onSuccess,
  });
  return { verify, remove, hold, clear };
}

/** What was noted at moments of a recording. */
export function useComments(id: string) {
  return useQuery({
    queryKey: [...KEY, id, "comments"],
    queryFn: () => take(api.GET("/api/v1/recordings/{id}/comments", { params: { path: { id } } })),
  });
}

export function useCommentActs(id: string) {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: [...KEY, id, "comments"] });
  const add = useMutation({
    mutationFn: (body: { at: number; text: string }) =>
      take(api.POST("/api/v1/recordings/{id}/comments", { params: { path: { id } }, body })),
    onSuccess,
  });
  const remove = useMutation({
    mutationFn: (comment: string) =>
      take(api.DELETE("/api/v1/recordings/{id}/comments/{comment}", { params: { path: { id, comment } } })),
    onSuccess,
  });
  return { add, remove };
}
