import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { components } from "@/api/schema";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { useCompany } from "@/features/setup/api";
import { guardOf, type Rules, type Trunk, type Wish } from "./model";

const KEY = ["outbound", "rules"];
const complete = (raw: unknown): Rules => {
  const rules = raw as Rules;
  return { ...rules, guards: rules.guards.map(guardOf) };
};

export function useRules() {
  return useQuery({
    queryKey: KEY,
    queryFn: async () => complete(await take(api.GET("/api/v1/outbound/rules"))),
  });
}

/** Saves the whole document. When somebody else was quicker the newest one is loaded. */
export function useSaveRules() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: Rules) => complete(await take(api.PUT("/api/v1/outbound/rules", { body }))),
    onSuccess: (saved) => client.setQueryData(KEY, saved),
    onError: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

/** The trunks in the order of their preference. */
export function useTrunks() {
  const query = useQuery({
    queryKey: ["admin", "outbound-trunks"],
    queryFn: async (): Promise<Trunk[]> => {
      const all = await take(api.GET("/api/v1/trunks"));
      return all.sort((a, b) => (a.preference ?? 10) - (b.preference ?? 10) || a.id.localeCompare(b.id));
    },
  });
  return query.data ?? NONE;
}
const NONE: Trunk[] = [];

/** Calendars to choose from; none for somebody who may not look at them. */
export function useHours() {
  const enabled = mayDo(useUser(), "hours.manage");
  const query = useQuery({
    queryKey: ["admin", "outbound-hours"],
    queryFn: () => take(api.GET("/api/v1/hours")),
    enabled,
  });
  return query.data ?? NO_HOURS;
}
const NO_HOURS: components["schemas"]["HoursRow"][] = [];

/** The company's own area code, "" where it has none. */
export const useAreaCode = (): string => useCompany().data?.area_code ?? "";

/** What would become of a call by these rules; with null by those that are saved. Asked anew when they change. */
export function useVerdict(wish: Wish | null, rules: Rules | null, version: number) {
  return useQuery({
    queryKey: ["outbound", "check", wish, rules ?? version],
    queryFn: () =>
      take(api.POST("/api/v1/outbound/check", { body: { ...(wish as Wish), ...(rules ? { rules } : {}) } })),
    enabled: wish !== null,
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
}
