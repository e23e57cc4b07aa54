import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { ContactChange, NewContact, QueryOf } from "@/api/types";

const KEY = ["contacts"] as const;

export function useContacts(query: QueryOf<"/api/v1/contacts">, enabled: boolean) {
  return useQuery({
    queryKey: [...KEY, query],
    queryFn: () => take(api.GET("/api/v1/contacts", { params: { query } })),
    placeholderData: keepPreviousData,
    enabled,
  });
}

export function useContactColleagues(query: QueryOf<"/api/v1/contacts/colleagues">, enabled: boolean) {
  return useQuery({
    queryKey: [...KEY, "colleagues", query],
    queryFn: () => take(api.GET("/api/v1/contacts/colleagues", { params: { query } })),
    placeholderData: keepPreviousData,
    enabled,
  });
}

export function useContactActs() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: KEY });
  const create = useMutation({
    mutationFn: (body: NewContact) => take(api.POST("/api/v1/contacts", { body })),
    onSuccess,
  });
  const change = useMutation({
    mutationFn: ({ id, ...body }: ContactChange & { id: string }) =>
      take(api.PATCH("/api/v1/contacts/{id}", { params: { path: { id } }, body })),
    onSuccess,
  });
  const remove = useMutation({
    mutationFn: (id: string) => take(api.DELETE("/api/v1/contacts/{id}", { params: { path: { id } } })),
    onSuccess,
  });
  const removeMany = useMutation({
    mutationFn: (ids: string[]) => take(api.POST("/api/v1/contacts/delete", { body: { ids } })),
    onSuccess,
  });
  return { create, change, remove, removeMany };
}
