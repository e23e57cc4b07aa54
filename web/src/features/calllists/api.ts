import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { QueryOf } from "@/api/types";
import type { AllocateBody, ListBody, ListChange } from "./model";

const KEY = "call-lists";

export function useCallLists(query: QueryOf<"/api/v1/call-lists">) {
  return useQuery({
    queryKey: [KEY, query],
    queryFn: () => take(api.GET("/api/v1/call-lists", { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

export function useCallList(id: string) {
  return useQuery({
    queryKey: [KEY, id],
    queryFn: () => take(api.GET("/api/v1/call-lists/{id}", { params: { path: { id } } })),
  });
}

export function useListItems(id: string, query: QueryOf<"/api/v1/call-lists/{id}/items">) {
  return useQuery({
    queryKey: [KEY, id, "items", query],
    queryFn: () => take(api.GET("/api/v1/call-lists/{id}/items", { params: { path: { id }, query } })),
    placeholderData: keepPreviousData,
  });
}

function useChange<V, R>(change: (values: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => void client.invalidateQueries({ queryKey: [KEY] }),
  });
}

export const useCreateList = () => useChange((body: ListBody) => take(api.POST("/api/v1/call-lists", { body })));

export const useChangeList = () =>
  useChange(({ id, ...body }: ListChange & { id: string }) =>
    take(api.PATCH("/api/v1/call-lists/{id}", { params: { path: { id } }, body })),
  );

export const useDeleteList = () =>
  useChange((id: string) => take(api.DELETE("/api/v1/call-lists/{id}", { params: { path: { id } } })));

export const useAddItem = (id: string) =>
  useChange((body: { number: string; name: string; note: string }) =>
    take(api.POST("/api/v1/call-lists/{id}/items", { params: { path: { id } }, body })),
  );

export const useRemoveItem = (id: string) =>
  useChange((item: string) =>
    take(api.DELETE("/api/v1/call-lists/{id}/items/{item}", { params: { path: { id, item } } })),
  );

export const useAllocate = (id: string) =>
  useChange((body: AllocateBody) =>
    take(api.POST("/api/v1/call-lists/{id}/allocate", { params: { path: { id } }, body })),
  );

export const useRelease = (id: string) =>
  useChange((items: string[]) =>
    take(api.POST("/api/v1/call-lists/{id}/release", { params: { path: { id } }, body: { items } })),
  );
