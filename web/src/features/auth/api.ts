import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { ApiError, api, take } from "@/api/client";
import {
  enterSession,
  isOtherSession,
  isSeparate,
  keepTabToken,
  leaveSession,
  maybeSignedIn,
  recogniseSession,
} from "@/api/session";
import type { Account, CaptchaAnswer, LoggedIn, User } from "@/api/types";
import { dropDrafts } from "@/shared/draft";
import { setZone } from "@/shared/time/zone";

const userOf = ({ user, functions }: Pick<Account, "user" | "functions">): User => ({ ...user, functions });

async function fetchMe(): Promise<User | null> {
  if (!maybeSignedIn()) return null;
  try {
    const account = await take(api.GET("/api/v1/auth/me"));
    recogniseSession(account.csrf, account.user.id);
    setZone(account.zone);
    return userOf(account);
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

/** Who is logged in: null when nobody is. */
export function useMe() {
  return useQuery({ queryKey: ["me"], queryFn: fetchMe, staleTime: Number.POSITIVE_INFINITY });
}

/** Asks again who is logged in when this browser may have got another session meanwhile, in another tab. */
export function useSessionWatch(): void {
  const client = useQueryClient();
  useEffect(() => {
    const look = () => {
      if (isOtherSession()) void client.invalidateQueries({ queryKey: ["me"] });
    };
    // The cookie tells nobody that it has changed: the other tab writes to the storage, which does.
    const moments = ["storage", "focus", "pageshow"] as const;
    for (const moment of moments) window.addEventListener(moment, look);
    document.addEventListener("visibilitychange", look);
    return () => {
      for (const moment of moments) window.removeEventListener(moment, look);
      document.removeEventListener("visibilitychange", look);
    };
  }, [client]);
}

/** How one logs in here, and what a password has to be. */
export function useLoginOptions() {
  return useQuery({
    queryKey: ["login-options"],
    queryFn: () => take(api.GET("/api/v1/auth/options")),
    staleTime: 60_000,
  });
}

function useEnter() {
  const client = useQueryClient();
  return (result: LoggedIn) => {
    if (isSeparate()) keepTabToken(result.token);
    enterSession(result.csrf, result.user.id);
    setZone(result.zone);
    // The page that shows the log-in watches `me`: that query has to stay, what was read before has to go.
    client.setQueryData(["me"], userOf(result));
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== "me" });
  };
}

/** The answer has a `step` when a one-time code is to follow. */
export function useLogin() {
  const enter = useEnter();
  return useMutation({
    mutationFn: (body: { username: string; password: string; captcha?: CaptchaAnswer }) =>
      take(api.POST("/api/v1/auth/login", { body })),
    onSuccess: (result) => {
      if (!("step" in result)) enter(result);
    },
  });
}

export function useLoginCode() {
  const enter = useEnter();
  return useMutation({
    mutationFn: (body: { step: string; code: string }) => take(api.POST("/api/v1/auth/login/code", { body })),
    onSuccess: enter,
  });
}

/** A captcha for one try, made anew by `refetch`. */
export function useCaptcha(wanted: boolean) {
  return useQuery({
    queryKey: ["captcha"],
    queryFn: () => take(api.POST("/api/v1/auth/captcha")),
    enabled: wanted,
    gcTime: 0,
    staleTime: 4 * 60_000,
    refetchInterval: 4 * 60_000,
    retry: false,
  });
}

/** Logs out at the server; until that has succeeded nobody is shown the log-in page as if he were out. */
export function useLogout() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      try {
        await take(api.POST("/api/v1/auth/logout"));
      } catch (error) {
        // Not logged in any more, which is what was asked for. Whatever else went wrong, the session lives on.
        if (!(error instanceof ApiError && error.status === 401)) throw error;
      }
    },
    onSuccess: () => {
      const user = client.getQueryData<User | null>(["me"]);
      // What was typed of callers and customers is not left at a workstation that others use.
      for (const start of ["desk", "customer."]) if (user) dropDrafts(user.id, start);
      keepTabToken(null);
      leaveSession();
      // As in useEnter: the pages watch `me`, and go to the log-in when it says that nobody is there.
      client.setQueryData(["me"], null);
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== "me" });
    },
  });
}

export function useChangePassword() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { old: string; new: string }) => take(api.POST("/api/v1/auth/password", { body })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["me"] });
      void client.invalidateQueries({ queryKey: ["logins"] });
    },
  });
}

/** Remember the language on the server, for e-mails and other browsers; the page itself has switched already. */
export function useKeepLanguage() {
  return useMutation({
    mutationFn: (language: "zh" | "en") => take(api.PATCH("/api/v1/auth/me", { body: { language } })),
  });
}

/** Set a phone password, or take it away with null. `user`: whose; null for one's own. */
export function usePutPhonePassword(user: string | null) {
  return useMutation({
    mutationFn: (password: string | null) =>
      take(
        user === null
          ? api.PUT("/api/v1/auth/phone-password", { body: { password } })
          : api.PUT("/api/v1/users/{id}/phone-password", { params: { path: { id: user } }, body: { password } }),
      ),
  });
}
