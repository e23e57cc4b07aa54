import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";

export function useFactor() {
  return useQuery({ queryKey: ["totp"], queryFn: () => take(api.GET("/api/v1/auth/totp")) });
}

export function useStartEnrolment() {
  return useMutation({
    mutationFn: (body: { password?: string }) => take(api.POST("/api/v1/auth/totp", { body })),
  });
}

export function useConfirm() {
  return useMutation({
    mutationFn: (code: string) => take(api.POST("/api/v1/auth/totp/confirm", { body: { code } })),
  });
}

export function useRenewCodes() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (code: string) => take(api.POST("/api/v1/auth/totp/recovery-codes", { body: { code } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["totp"] }),
  });
}

export function useDisable() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (code: string) => take(api.POST("/api/v1/auth/totp/disable", { body: { code } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["totp"] }),
  });
}

export function useLogins() {
  return useQuery({ queryKey: ["logins"], queryFn: () => take(api.GET("/api/v1/auth/logins")) });
}

export function useEndLogin() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => take(api.DELETE("/api/v1/auth/logins/{id}", { params: { path: { id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["logins"] }),
  });
}

/** Remember the appearance on the server, for other browsers. */
export function useKeepTheme() {
  return useMutation({
    mutationFn: (theme: "light" | "dark") => take(api.PATCH("/api/v1/auth/me/settings", { body: { theme } })),
  });
}
