import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { Seen } from "@/shared/graph/useDraft";
import { FLOW_NAMES } from "@/shared/nodeWords";
import type { FlowDocument } from "./model";

/** What the editor opens: the draft, else the published version, else nothing yet. */
export interface Opened {
  document: FlowDocument;
  /** The published version that the draft was made from; 0 when none is published. */
  base: number;
  draft: boolean;
  /** When the draft was kept last; null without one. */
  since: string | null;
  comment: string;
}

const KEY = "flow-editor";

export function useFlowKinds() {
  return useQuery({
    queryKey: [KEY, "kinds"],
    queryFn: () => take(api.GET("/api/v1/flow-kinds")),
    staleTime: 60_000,
  });
}

export function useOpenedFlow(id: string) {
  return useQuery({
    queryKey: [KEY, "opened", id],
    queryFn: () => open(id),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
}

async function open(id: string): Promise<Opened> {
  const path = { params: { path: { id } } };
  const unpublished = await take(api.GET("/api/v1/flow-drafts"));
  const flow = unpublished.some((one) => one.id === id) ? null : await take(api.GET("/api/v1/flows/{id}", path));
  if (flow && !flow.draft)
    return {
      document: flow.document as unknown as FlowDocument,
      base: flow.version,
      draft: false,
      since: null,
      comment: "",
    };
  const draft = await take(api.GET("/api/v1/flows/{id}/draft", path));
  return {
    document: draft.document as unknown as FlowDocument,
    base: flow?.version ?? 0,
    draft: true,
    since: draft.updated_at,
    comment: draft.comment,
  };
}

export function useNewDrafts() {
  return useQuery({ queryKey: [KEY, "drafts"], queryFn: () => take(api.GET("/api/v1/flow-drafts")) });
}

export function useFlowUses(id: string, enabled: boolean) {
  return useQuery({
    queryKey: [KEY, "uses", id],
    queryFn: () => take(api.GET("/api/v1/flows/{id}/uses", { params: { path: { id } } })),
    enabled,
  });
}

export function useVersions(id: string) {
  return useQuery({
    queryKey: [KEY, "versions", id],
    queryFn: () => take(api.GET("/api/v1/flows/{id}/versions", { params: { path: { id } } })),
  });
}

export function useDiff(id: string, from: number, to: number, enabled: boolean) {
  return useQuery({
    queryKey: [KEY, "diff", id, from, to],
    queryFn: () => take(api.GET("/api/v1/flows/{id}/diff", { params: { path: { id }, query: { from, to } } })),
    enabled,
    staleTime: 0,
  });
}

const plain = (document: FlowDocument) => document as unknown as Record<string, unknown>;

export const checkFlow = (document: FlowDocument) =>
  take(api.POST("/api/v1/flows/check", { body: { document: plain(document), comment: "" } }));

export async function keepDraft(id: string, document: FlowDocument, { base, since }: Seen): Promise<Seen> {
  const body = { document: plain(document), comment: "", base, since };
  const kept = await take(api.PUT("/api/v1/flows/{id}/draft", { params: { path: { id } }, body }));
  return { base, since: kept.updated_at };
}

export const tryFlow = (document: FlowDocument, asked: { keys: string; language: "zh" | "en"; open: string[] }) =>
  take(
    api.POST("/api/v1/flows/{id}/try", {
      params: { path: { id: document.flow } },
      body: {
        ...asked,
        document: plain(document),
        answers: {},
        closed: [],
        variables: {},
        which: "draft",
      },
    }),
  );

/** After these, lists of flows and everything that the editor has read are read anew. */
function useChanging<V, R>(change: (values: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["admin"] });
      void client.invalidateQueries({ queryKey: FLOW_NAMES });
      for (const part of ["drafts", "versions", "kinds"]) void client.invalidateQueries({ queryKey: [KEY, part] });
    },
  });
}

/** Puts the draft in force, once `keep` has sent what the server lacks. */
export const usePublish = (id: string, keep: () => Promise<void>) =>
  useChanging(async (body: { comment: string; overwrite: boolean }) => {
    await keep();
    return take(api.POST("/api/v1/flows/{id}/publish", { params: { path: { id } }, body }));
  });

export const useDropDraft = (id: string) =>
  useChanging(() => take(api.DELETE("/api/v1/flows/{id}/draft", { params: { path: { id } } })));

export const useRollBack = (id: string) =>
  useChanging((body: { version: number; comment: string }) =>
    take(api.POST("/api/v1/flows/{id}/rollback", { params: { path: { id } }, body })),
  );

export const useCreateDraft = () =>
  useChanging((document: FlowDocument) => keepDraft(document.flow, document, { base: 0, since: null }));
