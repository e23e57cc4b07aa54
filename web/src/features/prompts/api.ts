import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { API_BASE, api, identifiedFetch, take } from "@/api/client";
import { errorFrom } from "@/api/errors";
import type { components } from "@/api/schema";
import { withQuery } from "@/shared/download";
import { sendFile } from "@/shared/sendFile";
import type { PromptChange, PromptDetail, PromptLanguage } from "./model";

type NewPrompt = components["schemas"]["NewPrompt"];

export function usePrompts() {
  return useQuery({ queryKey: ["prompts"], queryFn: () => take(api.GET("/api/v1/prompts")) });
}

export function usePrompt(id: string) {
  return useQuery({
    queryKey: ["prompts", id],
    queryFn: () => take(api.GET("/api/v1/prompts/{id}", { params: { path: { id } } })),
  });
}

function useChange<V, R>(change: (values: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["prompts"] });
      void client.invalidateQueries({ queryKey: ["flow-editor", "kinds"] });
    },
  });
}

export const useCreatePrompt = () => useChange((body: NewPrompt) => take(api.POST("/api/v1/prompts", { body })));

export const useChangePrompt = (id: string) =>
  useChange((body: PromptChange) => take(api.PATCH("/api/v1/prompts/{id}", { params: { path: { id } }, body })));

export const useDeletePrompt = () =>
  useChange((id: string) => take(api.DELETE("/api/v1/prompts/{id}", { params: { path: { id } } })));

export interface Take {
  file: Blob;
  source: "upload" | "browser";
  comment: string;
}

export const useRecordPrompt = (id: string, language: PromptLanguage) =>
  useChange(({ file, source, comment }: Take) =>
    sendFile<PromptDetail>(
      withQuery(`/prompts/${encodeURIComponent(id)}/audio`, { language, source, comment: comment || undefined }),
      file,
    ),
  );

export const useRestorePrompt = (id: string, language: PromptLanguage) =>
  useChange((version: number) =>
    take(api.POST("/api/v1/prompts/{id}/restore", { params: { path: { id } }, body: { language, version } })),
  );

export const useUnrecordPrompt = (id: string, language: PromptLanguage) =>
  useChange(() => take(api.DELETE("/api/v1/prompts/{id}/audio", { params: { path: { id }, query: { language } } })));

/** What the voice makes of a text, as an address to play; revoke it when it is not needed any more. */
export async function speak(language: PromptLanguage, text: string): Promise<string> {
  const response = await identifiedFetch(`${API_BASE}/prompts/speak`, {
    method: "POST",
    body: JSON.stringify({ language, text }),
    headers: { "Content-Type": "application/json" },
  });
  if (!response.ok) throw errorFrom(response.status, await response.json().catch(() => null));
  return URL.createObjectURL(await response.blob());
}
