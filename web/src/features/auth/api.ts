import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ApiError, api, take } from "@/api/client";
import { isSeparate, keepTabToken, maybeSignedIn } from "@/api/session";
import type { Account, User } from "@/api/types";

const userOf = ({ user, functions }: Pick<Account, "user" | "functions">): User => ({ ...user, functions });

async function fetchMe(): Promise<User | null> {
  if (!maybeSignedIn()) return null;
  try {
    return userOf(await take(api.GET("/api/v1/auth/me")));
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

/** Who is logged in: null when nobody is. */
export function useMe() {
  return useQuery({ queryKey: ["me"], queryFn: fetchMe, staleTime: Number.POSITIVE_INFINITY });
}

export function useLogin() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { username: string; password: string }) => take(api.POST("/api/v1/auth/login", { body })),
    onSuccess: (result) => {
      if ("step" in result) return;
      if (isSeparate()) keepTabToken(result.token);
      client.clear();
      client.setQueryData(["me"], userOf(result));
    },
  });
}

export function useLogout() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => take(api.POST("/api/v1/auth/logout")),
    onSettled: () => {
      keepTabToken(null);
      client.clear();
      client.setQueryData(["me"], null);
    },
  });
}

export function useChangePassword() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { old: string; new: string }) => take(api.POST("/api/v1/auth/password", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["me"] }),
  });
}

/** Remember the language on the server, for e-mails and other browsers; the page itself has switched already. */
export function useKeepLanguage() {
  return useMutation({
    mutationFn: (language: "zh" | "en") => take(api.PATCH("/api/v1/auth/me", { body: { language } })),
  });
}
