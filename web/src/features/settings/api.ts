import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { components } from "@/api/schema";
import { useSettled } from "@/shared/useSettled";

export type RetentionBody = components["schemas"]["RetentionBody"];
export type RetentionEffect = components["schemas"]["RetentionEffect"];

const TYPING_MS = 350;

/** What the next clean-up would delete by these rules, asked when typing rests. */
export function useRetentionEffect(rules: RetentionBody) {
  const asked = useSettled(JSON.stringify(rules), TYPING_MS);
  return useQuery({
    queryKey: ["recording-retention", "effect", asked],
    queryFn: () => take(api.POST("/api/v1/recording-retention/effect", { body: JSON.parse(asked) as RetentionBody })),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  });
}
