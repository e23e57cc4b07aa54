import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import { ApiError } from "@/api/errors";
import { parameters, type WithFields } from "@/shared/list/parameters";
import { type OnceKey, useOnceKey } from "@/shared/onceKey";
import type { components, DocumentDetail, NewDocument, QueryOf, TypeDocument } from "./types";

type Schemas = components["schemas"];

/** `field`: code of a field of the type → what is looked for. */
export type ListQuery = WithFields<QueryOf<"/api/v1/documents">>;

const querySerializer = (asked: unknown) => new URLSearchParams(parameters(asked as ListQuery)).toString();

export function useDocuments(query: ListQuery) {
  return useQuery({
    queryKey: ["documents", query],
    queryFn: () => take(api.GET("/api/v1/documents", { params: { query }, querySerializer })),
    placeholderData: keepPreviousData,
  });
}

/** Others work on documents: what is shown is looked at again now and then. */
const AGAIN_MS = 30_000;

/** The documents of a list in columns. */
export function useBoard(query: ListQuery) {
  return useQuery({
    queryKey: ["documents", "board", query],
    queryFn: () => take(api.GET("/api/v1/documents/board", { params: { query }, querySerializer })),
    placeholderData: keepPreviousData,
    refetchInterval: AGAIN_MS,
  });
}

const documentKey = (id: string) => ["document", id] as const;

const fetchDocument = (id: string) => take(api.GET("/api/v1/documents/{id}", { params: { path: { id } } }));

/** One document; looked at again now and then. */
export function useDocument(id: string) {
  return useQuery({ queryKey: documentKey(id), queryFn: () => fetchDocument(id), refetchInterval: AGAIN_MS });
}

/** Asks for one document as it is now. */
export function useLook(): (id: string) => Promise<DocumentDetail> {
  const client = useQueryClient();
  return (id) => client.fetchQuery({ queryKey: documentKey(id), queryFn: () => fetchDocument(id), staleTime: 0 });
}

/** Types that documents are made of: those designed, and entries of 受理类型 that nobody has designed one for. */
export function useDocumentTypes() {
  return useQuery({
    queryKey: ["document-types"],
    queryFn: () => take(api.GET("/api/v1/document-types")),
    staleTime: 60_000,
  });
}

/** The published form and process of a type; null for a type that nobody has designed. */
export function useTypeDocument(code: string | undefined) {
  const types = useDocumentTypes();
  const designed = types.data?.some((type) => type.code === code && type.version > 0);
  return useQuery({
    queryKey: ["document-types", code, designed],
    queryFn: async (): Promise<TypeDocument | null> => {
      if (!designed) return null;
      const found = await take(
        api.GET("/api/v1/document-types/{code}", { params: { path: { code: code ?? "" }, query: {} } }),
      );
      return found.document as unknown as TypeDocument;
    },
    enabled: Boolean(code) && types.data !== undefined,
    staleTime: 60_000,
  });
}

const once = (key: string) => ({ "Idempotency-Key": key });

export function useCreateDocument() {
  const client = useQueryClient();
  const key = useOnceKey();
  return useMutation({
    mutationFn: (body: NewDocument): Promise<DocumentDetail> =>
      take(api.POST("/api/v1/documents", { body, headers: once(key(body)) })),
    onSuccess: (made) => {
      client.setQueryData(documentKey(made.id), made);
      for (const part of ["documents", "customer"]) void client.invalidateQueries({ queryKey: [part] });
    },
  });
}

/** Everything that is done with one document; its answer is the document as it is then. */
export function useDocumentActions(id: string) {
  const client = useQueryClient();
  const keys = { act: useOnceKey(), verb: useOnceKey(), remark: useOnceKey(), link: useOnceKey() };
  const path = { params: { path: { id } } };
  function settle<V>(send: (values: V) => Promise<DocumentDetail>, key?: OnceKey) {
    return {
      mutationFn: send,
      onSuccess: (document: DocumentDetail) => {
        key?.forget();
        client.setQueryData(documentKey(id), document);
        void client.invalidateQueries({ queryKey: ["documents"] });
      },
      onError: (error: unknown) => {
        // Somebody was faster: what he did is shown.
        if (error instanceof ApiError && error.status === 409)
          void client.invalidateQueries({ queryKey: documentKey(id) });
      },
    };
  }
  return {
    change: useMutation(
      settle((body: Schemas["DocumentPatch"]) => take(api.PATCH("/api/v1/documents/{id}", { ...path, body }))),
    ),
    act: useMutation(
      settle(
        (body: Schemas["Act"]) =>
          take(api.POST("/api/v1/documents/{id}/act", { ...path, body, headers: once(keys.act(body)) })),
        keys.act,
      ),
    ),
    verb: useMutation(
      settle(
        (values: { verb: Verb; body: Record<string, unknown> }) =>
          send(values.verb, id, values.body, once(keys.verb(values))),
        keys.verb,
      ),
    ),
    remark: useMutation(
      settle(
        (body: Schemas["NewDocumentRemark"]) =>
          take(api.POST("/api/v1/documents/{id}/remarks", { ...path, body, headers: once(keys.remark(body)) })),
        keys.remark,
      ),
    ),
    survey: useMutation({
      ...settle((body: Schemas["SurveyResult"]) => take(api.POST("/api/v1/documents/{id}/surveys", { ...path, body }))),
      onSettled: () => client.invalidateQueries({ queryKey: ["questionnaires", "statistics"] }),
    }),
    link: useMutation(
      settle(
        (body: Schemas["crm__documents__schemas__NewLink"]) =>
          take(api.POST("/api/v1/documents/{id}/links", { ...path, body, headers: once(keys.link(body)) })),
        keys.link,
      ),
    ),
    unlink: useMutation({
      mutationFn: ({ kind, other }: { kind: string; other: string }) =>
        take(api.DELETE("/api/v1/documents/{id}/links/{kind}/{other}", { params: { path: { id, kind, other } } })),
      onSuccess: () => client.invalidateQueries({ queryKey: documentKey(id) }),
    }),
    watch: useMutation({
      mutationFn: async (on: boolean): Promise<void> => {
        if (on) await take(api.PUT("/api/v1/documents/{id}/watch", path));
        else await take(api.DELETE("/api/v1/documents/{id}/watch", path));
      },
      onSuccess: () => client.invalidateQueries({ queryKey: documentKey(id) }),
    }),
  };
}

export const VERBS = [
  "claim",
  "release",
  "urge",
  "supervise",
  "reassign",
  "return",
  "extend",
  "reschedule",
  "suspend",
  "resume",
  "cancel",
  "archive",
  "reopen",
  "merge",
  "retype",
] as const;

export type Verb = (typeof VERBS)[number];

/** The verbs have one shape but for their bodies, which `verbBody` makes and the server judges. */
function send(
  verb: Verb,
  id: string,
  body: Record<string, unknown>,
  headers: Record<string, string>,
): Promise<DocumentDetail> {
  return take(
    api.POST(`/api/v1/documents/{id}/${verb}` as "/api/v1/documents/{id}/urge", {
      params: { path: { id } },
      body: body as Schemas["Remarked"],
      headers,
    }),
  );
}

export function useBulk() {
  const client = useQueryClient();
  const key = useOnceKey();
  return useMutation({
    mutationFn: (body: Schemas["Bulk"]) => take(api.POST("/api/v1/documents/bulk", { body, headers: once(key(body)) })),
    onSuccess: () => {
      key.forget();
      return client.invalidateQueries({ queryKey: ["documents"] });
    },
  });
}
