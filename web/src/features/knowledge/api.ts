import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { ArticleContent, Category, QueryOf } from "@/api/types";

const KEY = ["knowledge"] as const;
const NONE: Category[] = [];

export function useArticles(query: QueryOf<"/api/v1/knowledge">) {
  return useQuery({
    queryKey: [...KEY, "list", query],
    queryFn: () => take(api.GET("/api/v1/knowledge", { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

export function useArticle(id: string) {
  return useQuery({
    queryKey: [...KEY, "one", id],
    queryFn: () => take(api.GET("/api/v1/knowledge/{id}", { params: { path: { id } } })),
    enabled: id !== "",
    staleTime: 0,
  });
}

export function useVersion(id: string, number: number | null) {
  return useQuery({
    queryKey: [...KEY, "one", id, number],
    queryFn: () =>
      take(api.GET("/api/v1/knowledge/{id}/versions/{number}", { params: { path: { id, number: String(number) } } })),
    enabled: number !== null,
  });
}

/** Every file of the article, those of drafts among them. */
export function useArticleFiles(id: string) {
  return useQuery({
    queryKey: [...KEY, "files", id],
    queryFn: () => take(api.GET("/api/v1/attachments", { params: { query: { owner_kind: "article", owner_id: id } } })),
    enabled: id !== "",
  });
}

export function useCategories(): Category[] {
  const query = useQuery({
    queryKey: [...KEY, "categories"],
    queryFn: () => take(api.GET("/api/v1/knowledge/categories")),
    staleTime: 60_000,
  });
  return query.data ?? NONE;
}

export function useSuggestions(text: string) {
  return useQuery({
    queryKey: [...KEY, "suggestions", text],
    queryFn: () => take(api.GET("/api/v1/knowledge/suggest", { params: { query: { text: text.slice(0, 500) } } })),
    enabled: text !== "",
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

function useChanged() {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: KEY });
    void client.invalidateQueries({ queryKey: ["home"] });
  };
}

export function useSaveArticle() {
  const onSuccess = useChanged();
  const create = useMutation({
    mutationFn: (body: { content: ArticleContent; unit_id: string; code: string | null }) =>
      take(api.POST("/api/v1/knowledge", { body })),
    onSuccess,
  });
  const change = useMutation({
    mutationFn: ({ id, ...body }: { id: string; version: number; content: ArticleContent; code: string | null }) =>
      take(api.PATCH("/api/v1/knowledge/{id}", { params: { path: { id } }, body })),
    onSuccess,
  });
  const submit = useMutation({
    mutationFn: (id: string) => take(api.POST("/api/v1/knowledge/{id}/submit", { params: { path: { id } } })),
    onSuccess,
  });
  return { create, change, submit };
}

export function useArticleActs(id: string) {
  const onSuccess = useChanged();
  const params = { path: { id } };
  const takeBack = useMutation({
    mutationFn: () => take(api.POST("/api/v1/knowledge/{id}/take-back", { params })),
    onSuccess,
  });
  const decide = useMutation({
    mutationFn: (body: { approve: boolean; comment: string }) =>
      take(api.POST("/api/v1/knowledge/{id}/decide", { params, body })),
    onSuccess,
  });
  const withdraw = useMutation({
    mutationFn: (reason: string) => take(api.POST("/api/v1/knowledge/{id}/withdraw", { params, body: { reason } })),
    onSuccess,
  });
  const remove = useMutation({
    mutationFn: () => take(api.DELETE("/api/v1/knowledge/{id}", { params })),
    onSuccess,
  });
  const vote = useMutation({
    mutationFn: (body: { helpful: boolean; comment: string }) =>
      take(api.POST("/api/v1/knowledge/{id}/vote", { params, body })),
    onSuccess,
  });
  const use = useMutation({
    mutationFn: (body: { kind: "ticket" | "call"; id: string }) =>
      take(api.POST("/api/v1/knowledge/{id}/use", { params, body })),
    onSuccess,
  });
  return { takeBack, decide, withdraw, remove, vote, use };
}

export function useCategoryActs() {
  const onSuccess = useChanged();
  const create = useMutation({
    mutationFn: (body: { parent_id: string | null; name_zh: string; name_en: string; position: number }) =>
      take(api.POST("/api/v1/knowledge/categories", { body })),
    onSuccess,
  });
  const change = useMutation({
    mutationFn: ({ id, ...body }: { id: string; name_zh: string; name_en: string; position: number }) =>
      take(api.PATCH("/api/v1/knowledge/categories/{id}", { params: { path: { id } }, body })),
    onSuccess,
  });
  const remove = useMutation({
    mutationFn: (id: string) => take(api.DELETE("/api/v1/knowledge/categories/{id}", { params: { path: { id } } })),
    onSuccess,
  });
  return { create, change, remove };
}
