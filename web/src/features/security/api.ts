import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { SecurityBody } from "@/api/types";

export function useSecurity() {
  return useQuery({ queryKey: ["security"], queryFn: () => take(api.GET("/api/v1/security")) });
}

export function useSaveSecurity() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: SecurityBody) => take(api.PUT("/api/v1/security", { body })),
    onSuccess: (row) => {
      client.setQueryData(["security"], row);
      void client.invalidateQueries({ queryKey: ["login-options"] });
    },
  });
}

export function useCheckIssuer() {
  return useMutation({
    mutationFn: (issuer: string) => take(api.POST("/api/v1/security/oidc/check", { body: { issuer } })),
  });
}

export function useRoles() {
  return useQuery({ queryKey: ["admin", "choices", "roles"], queryFn: () => take(api.GET("/api/v1/roles")) });
}

export function useUserSecurity(id: string) {
  return useQuery({
    queryKey: ["user-security", id],
    queryFn: () => take(api.GET("/api/v1/users/{id}/security", { params: { path: { id } } })),
  });
}

export function useUserActions(id: string) {
  const client = useQueryClient();
  const path = { id };
  const onSuccess = () => client.invalidateQueries({ queryKey: ["user-security", id] });
  return {
    unlock: useMutation({
      mutationFn: () => take(api.POST("/api/v1/users/{id}/unlock", { params: { path } })),
      onSuccess,
    }),
    reset: useMutation({
      mutationFn: () => take(api.DELETE("/api/v1/users/{id}/totp", { params: { path } })),
      onSuccess,
    }),
    end: useMutation({
      mutationFn: (login: string) =>
        take(api.DELETE("/api/v1/users/{id}/logins/{login}", { params: { path: { id, login } } })),
      onSuccess,
    }),
    endAll: useMutation({
      mutationFn: () => take(api.DELETE("/api/v1/users/{id}/logins", { params: { path } })),
      onSuccess,
    }),
  };
}
