import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { NewNotice, NoticeChange, QueryOf } from "@/api/types";

const KEY = ["notices"] as const;

export function useNotices(query: QueryOf<"/api/v1/notices">) {
  return useQuery({
    queryKey: [...KEY, "list", query],
    queryFn: () => take(api.GET("/api/v1/notices", { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

export function useNotice(id: string) {
  return useQuery({
    queryKey: [...KEY, id],
    queryFn: () => take(api.GET("/api/v1/notices/{id}", { params: { path: { id } } })),
    enabled: id !== "",
    staleTime: 0,
  });
}

export function useReceipts(id: string, query: { read?: boolean; page: number; page_size: number }) {
  return useQuery({
    queryKey: [...KEY, id, "receipts", query],
    queryFn: () => take(api.GET("/api/v1/notices/{id}/receipts", { params: { path: { id }, query } })),
    placeholderData: keepPreviousData,
  });
}

function useRenewed() {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: KEY });
    void client.invalidateQueries({ queryKey: ["home"] });
    void client.invalidateQueries({ queryKey: ["box"] });
  };
}

export function useSaveNotice() {
  const onSuccess = useRenewed();
  const create = useMutation({
    mutationFn: (body: NewNotice) => take(api.POST("/api/v1/notices", { body })),
    onSuccess,
  });
  const change = useMutation({
    mutationFn: ({ id, ...body }: NoticeChange & { id: string }) =>
      take(api.PATCH("/api/v1/notices/{id}", { params: { path: { id } }, body })),
    onSuccess,
  });
  return { create, change };
}

export function useNoticeActs(id: string) {
  const onSuccess = useRenewed();
  const params = { path: { id } };
  const read = useMutation({ mutationFn: () => take(api.POST("/api/v1/notices/{id}/read", { params })), onSuccess });
  const withdraw = useMutation({
    mutationFn: () => take(api.POST("/api/v1/notices/{id}/withdraw", { params })),
    onSuccess,
  });
  return { read, withdraw };
}
