import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api, take } from "@/api/client";
import type { QueryOf } from "@/api/types";
import { useFrames } from "@/live/hooks";
import { withQuery } from "@/shared/download";
import { sendFile } from "@/shared/sendFile";
import { isAtWork, type Job, type Kind, type Layout, type StartBody } from "./model";

const KEY = "imports";
const EVERY_MS = 1_500;

export function useImports(query: QueryOf<"/api/v1/imports">) {
  return useQuery({
    queryKey: [KEY, "list", query],
    queryFn: () => take(api.GET("/api/v1/imports", { params: { query } })),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.items.some(isAtWork) ? EVERY_MS : false),
  });
}

/** One import; while it is at work how far it is comes by frames, and by asking where those do not reach. */
export function useImport(id: string) {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: [KEY, "one", id],
    queryFn: () => take(api.GET("/api/v1/imports/{id}", { params: { path: { id } } })),
    refetchInterval: ({ state }) => (state.data && isAtWork(state.data) ? EVERY_MS : false),
  });
  useFrames(["import.progress"], (frame) => {
    const told = frame.data as Partial<Job> | undefined;
    if (told?.id === id) void client.invalidateQueries({ queryKey: [KEY, "one", id] });
  });
  const working = query.data !== undefined && isAtWork(query.data);
  const worked = useRef(false);
  useEffect(() => {
    // What it has written, or taken back, is in these lists.
    if (worked.current && !working)
      for (const key of ["call-lists", "customers"]) void client.invalidateQueries({ queryKey: [key] });
    worked.current = working;
  }, [client, working]);
  return query;
}

export function usePreview(id: string, layout: Layout, enabled: boolean) {
  const { heading, sheet, encoding, delimiter } = layout;
  const query = {
    ...(heading === null || heading === undefined ? {} : { heading }),
    ...(sheet ? { sheet } : {}),
    ...(encoding ? { encoding } : {}),
    ...(delimiter ? { delimiter } : {}),
  };
  return useQuery({
    queryKey: [KEY, "preview", id, query],
    queryFn: () => take(api.GET("/api/v1/imports/{id}/preview", { params: { path: { id }, query } })),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    enabled,
  });
}

export function useLines(id: string, query: QueryOf<"/api/v1/imports/{id}/lines">, mark: string) {
  return useQuery({
    queryKey: [KEY, "lines", id, query, mark],
    queryFn: () => take(api.GET("/api/v1/imports/{id}/lines", { params: { path: { id }, query } })),
    placeholderData: keepPreviousData,
  });
}

export function useMappings(kind: Kind) {
  return useQuery({
    queryKey: [KEY, "mappings", kind],
    queryFn: () => take(api.GET("/api/v1/import-mappings", { params: { query: { kind } } })),
  });
}

function useChange<V, R>(change: (values: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => void client.invalidateQueries({ queryKey: [KEY] }),
  });
}

export interface NewImport {
  kind: Kind;
  file: File;
  list: string | null;
}

export const useUpload = () =>
  useChange(({ kind, file, list }: NewImport) =>
    sendFile<Job>(withQuery("/imports", { kind, name: file.name, list_id: list ?? undefined }), file),
  );

export const useStart = (id: string) =>
  useChange((body: StartBody) => take(api.POST("/api/v1/imports/{id}/start", { params: { path: { id } }, body })));

export const useCancel = (id: string) =>
  useChange(() => take(api.POST("/api/v1/imports/{id}/cancel", { params: { path: { id } } })));

export const useUndo = (id: string) =>
  useChange(() => take(api.POST("/api/v1/imports/{id}/undo", { params: { path: { id } } })));

export const useSaveMapping = (kind: Kind) =>
  useChange((body: { name: string; columns: Record<string, string> }) =>
    take(api.POST("/api/v1/import-mappings", { body: { kind, ...body } })),
  );

export const useDropMapping = () =>
  useChange((id: string) => take(api.DELETE("/api/v1/import-mappings/{id}", { params: { path: { id } } })));
