import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { PersonalSettings, SettingsChange } from "@/api/types";

const KEY = ["personal-settings"] as const;
const fetchSettings = () => take(api.GET("/api/v1/auth/me/settings"));

/** What the user has chosen for himself. */
export function usePersonalSettings() {
  return useQuery({ queryKey: KEY, queryFn: fetchSettings, staleTime: 60_000 });
}

export function personalSettings(client: QueryClient): Promise<PersonalSettings> {
  return client.fetchQuery({ queryKey: KEY, queryFn: fetchSettings, staleTime: 60_000 });
}

export function useChangeSettings() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: SettingsChange) => take(api.PATCH("/api/v1/auth/me/settings", { body })),
    onSuccess: (settings) => client.setQueryData(KEY, settings),
  });
}
