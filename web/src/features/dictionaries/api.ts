import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type DictionaryInfo = Schemas["DictionaryInfo"];
export type Entry = Schemas["DictionaryRow"];
export type Both = Schemas["BothLanguages"];

export function useDictionaryNames() {
  return useQuery({ queryKey: ["dictionary-names"], queryFn: () => take(api.GET("/api/v1/dictionary-names")) });
}

export function useEntries(dictionary: string | null) {
  return useQuery({
    queryKey: ["dictionary-entries", dictionary],
    queryFn: () => take(api.GET("/api/v1/dictionaries", { params: { query: { dictionary: dictionary ?? "" } } })),
    enabled: dictionary !== null,
  });
}

function useChange<V, R>(change: (values: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => {
      for (const key of ["dictionary-names", "dictionary-entries", "dictionaries", "admin"])
        void client.invalidateQueries({ queryKey: [key] });
    },
  });
}

export const useCreateDictionary = () =>
  useChange((body: { id: string; name: Both }) => take(api.POST("/api/v1/dictionaries", { body })));

export const useRemoveDictionary = () =>
  useChange((id: string) => take(api.DELETE("/api/v1/dictionaries/{id}", { params: { path: { id } } })));

export const useAddEntry = (id: string) =>
  useChange((body: { code: string; name: Both }) =>
    take(api.POST("/api/v1/dictionaries/{id}/entries", { params: { path: { id } }, body: { ...body, active: true } })),
  );

export const useChangeEntry = (id: string) =>
  useChange(({ code, ...body }: { code: string; name?: Both; active?: boolean }) =>
    take(api.PATCH("/api/v1/dictionaries/{id}/entries/{code}", { params: { path: { id, code } }, body })),
  );

export const useRemoveEntry = (id: string) =>
  useChange((code: string) =>
    take(api.DELETE("/api/v1/dictionaries/{id}/entries/{code}", { params: { path: { id, code } } })),
  );

export const useOrder = (id: string) =>
  useChange((codes: string[]) =>
    take(api.PUT("/api/v1/dictionaries/{id}/order", { params: { path: { id } }, body: { codes } })),
  );
