import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import { useSettled } from "@/shared/useSettled";
import type { Template } from "./model";

const KEY = ["message-templates"] as const;
const TYPING_MS = 350;

/** Shipped templates and the company's own; everybody may know their names. */
export function useTemplates() {
  return useQuery({ queryKey: KEY, queryFn: () => take(api.GET("/api/v1/message-templates")) });
}

/** What the texts make of the values, asked when typing rests; a refusal names the text that is wrong. */
export function usePreview(template: Template, values: Record<string, string>) {
  const asked = useSettled(JSON.stringify({ template, values }), TYPING_MS);
  const body = JSON.parse(asked) as { template: Template; values: Record<string, string> };
  const some = Object.keys(body.template.sms ?? {}).length + Object.keys(body.template.email ?? {}).length > 0;
  return useQuery({
    queryKey: [...KEY, "preview", asked],
    queryFn: () => take(api.POST("/api/v1/message-templates/preview", { body })),
    placeholderData: keepPreviousData,
    enabled: some,
    retry: false,
    gcTime: 0,
  });
}

export function useTemplateActs() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: KEY, exact: true });
  const save = useMutation({
    mutationFn: ({ code, body }: { code: string; body: Template }) =>
      take(api.PUT("/api/v1/message-templates/{code}", { params: { path: { code } }, body })),
    onSuccess,
  });
  const remove = useMutation({
    mutationFn: (code: string) => take(api.DELETE("/api/v1/message-templates/{code}", { params: { path: { code } } })),
    onSuccess,
  });
  return { save, remove };
}
