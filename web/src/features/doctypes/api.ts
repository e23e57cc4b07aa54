import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { components } from "@/api/schema";
import type { Seen } from "@/shared/graph/useDraft";
import type { TypeDraft } from "./model";

export type Names = Record<string, components["schemas"]["NamedChoice"][]>;

/** What the designer opens: the draft, else the published version. */
export interface Opened {
  document: TypeDraft;
  /** The published version; 0 when there is none. */
  version: number;
  draft: boolean;
  /** When the draft was kept last; null without one. */
  since: string | null;
  base: number;
}

const KEY = "type-designer";

export function useTypes() {
  return useQuery({ queryKey: ["document-types"], queryFn: () => take(api.GET("/api/v1/document-types")) });
}

export function useNames() {
  return useQuery({
    queryKey: [KEY, "names"],
    queryFn: () => take(api.GET("/api/v1/document-type-names")),
    staleTime: 60_000,
  });
}

export function useOpenedType(code: string) {
  return useQuery({
    queryKey: [KEY, "opened", code],
    queryFn: () => open(code),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
}

async function open(code: string): Promise<Opened> {
  const all = await take(api.GET("/api/v1/document-types"));
  const known = all.find((type) => type.code === code);
  const version = known?.version ?? 0;
  if (version > 0 && !known?.draft)
    return { document: await documentOf(code, version), version, draft: false, since: null, base: version };
  const draft = await take(api.GET("/api/v1/document-types/{code}/draft", { params: { path: { code } } }));
  return {
    document: draft.document as unknown as TypeDraft,
    version,
    draft: true,
    since: draft.changed_at,
    base: version,
  };
}

const plain = (document: TypeDraft) => document as unknown as Record<string, unknown>;

export const checkType = async (document: TypeDraft) =>
  (await take(api.POST("/api/v1/document-types/check", { body: { document: plain(document) } }))).findings;

export async function keepType(code: string, document: TypeDraft, { base, since }: Seen): Promise<Seen> {
  const body = { document: plain(document), base, since };
  const kept = await take(api.PUT("/api/v1/document-types/{code}/draft", { params: { path: { code } }, body }));
  return { base, since: kept.changed_at };
}

export function useUses(code: string, enabled: boolean) {
  return useQuery({
    queryKey: [KEY, "uses", code],
    queryFn: () => take(api.GET("/api/v1/document-types/{code}/uses", { params: { path: { code } } })),
    enabled,
  });
}

export function useVersions(code: string, enabled: boolean) {
  return useQuery({
    queryKey: [KEY, "versions", code],
    queryFn: () => take(api.GET("/api/v1/document-types/{code}/versions", { params: { path: { code } } })),
    enabled,
  });
}

export function useDiff(code: string, from: number, to: number, enabled = true) {
  return useQuery({
    queryKey: [KEY, "diff", code, from, to],
    queryFn: () =>
      take(api.GET("/api/v1/document-types/{code}/diff", { params: { path: { code }, query: { from, to } } })),
    enabled,
    staleTime: 0,
  });
}

export const documentOf = async (code: string, version: number) =>
  (await take(api.GET("/api/v1/document-types/{code}", { params: { path: { code }, query: { version } } })))
    .document as unknown as TypeDraft;

function useChanging<V, R>(change: (values: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => {
      for (const key of [["document-types"], ["dictionaries"], [KEY, "versions"], [KEY, "names"]])
        void client.invalidateQueries({ queryKey: key });
    },
  });
}

export const useCreateType = () =>
  useChanging((document: TypeDraft) => keepType(document.code, document, { base: 0, since: null }));

/** Puts the draft in force, once `keep` has sent what the server lacks. */
export const usePublishType = (code: string, keep: () => Promise<void>) =>
  useChanging(async (body: { comment: string; base?: number | null }) => {
    await keep();
    return take(api.POST("/api/v1/document-types/{code}/publish", { params: { path: { code } }, body }));
  });

export const useDropDraft = (code: string) =>
  useChanging(() => take(api.DELETE("/api/v1/document-types/{code}/draft", { params: { path: { code } } })));

export const useSetActive = () =>
  useChanging(({ code, active }: { code: string; active: boolean }) =>
    take(api.PATCH("/api/v1/document-types/{code}", { params: { path: { code } }, body: { active } })),
  );
