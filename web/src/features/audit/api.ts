import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { QueryOf } from "@/api/types";

export function useAudit(query: QueryOf<"/api/v1/audit">) {
  return useQuery({
    queryKey: ["audit", query],
    queryFn: () => take(api.GET("/api/v1/audit", { params: { query } })),
    placeholderData: keepPreviousData,
  });
}
