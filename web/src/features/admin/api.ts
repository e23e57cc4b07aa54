import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { NewUser, QueryOf, UserChange } from "@/api/types";

/** A change of the configuration; lists, names and the choice of colleagues are read anew after it. */
function useChange<V, R>(change: (values: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["admin"] });
      void client.invalidateQueries({ queryKey: ["directory"] });
    },
  });
}

export function useUsers(query: QueryOf<"/api/v1/users">) {
  return useQuery({
    queryKey: ["admin", "users", query],
    queryFn: () => take(api.GET("/api/v1/users", { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

export const useCreateUser = () => useChange((body: NewUser) => take(api.POST("/api/v1/users", { body })));

export const useUpdateUser = (id: string) =>
  useChange((body: UserChange) => take(api.PATCH("/api/v1/users/{id}", { params: { path: { id } }, body })));

export function useDevices() {
  return useQuery({ queryKey: ["admin", "devices"], queryFn: () => take(api.GET("/api/v1/devices")) });
}

export const useCreateDevice = () =>
  useChange((body: { id: string; name: string }) => take(api.POST("/api/v1/devices", { body })));

export const useUpdateDevice = () =>
  useChange(({ id, ...body }: { id: string; name?: string; secret?: string }) =>
    take(api.PATCH("/api/v1/devices/{id}", { params: { path: { id } }, body })),
  );

export const useDeleteDevice = () =>
  useChange((id: string) => take(api.DELETE("/api/v1/devices/{id}", { params: { path: { id } } })));

export function useFlows() {
  return useQuery({ queryKey: ["admin", "flows"], queryFn: () => take(api.GET("/api/v1/flows")) });
}
