import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { Kpi, QueryOf } from "@/api/types";

const NONE: Kpi[] = [];

/** The figures that there are, with their formulas and thresholds in words. */
export function useKpiCatalogue(): Kpi[] {
  const query = useQuery({
    queryKey: ["kpis"],
    queryFn: () => take(api.GET("/api/v1/kpis")),
    staleTime: 10 * 60_000,
  });
  return query.data?.kpis ?? NONE;
}

export type KpiQuery = QueryOf<"/api/v1/kpis/values">;

export function useKpiValues(query: KpiQuery, enabled = true) {
  return useQuery({
    queryKey: ["kpi-values", query],
    queryFn: () => take(api.GET("/api/v1/kpis/values", { params: { query } })),
    placeholderData: keepPreviousData,
    enabled,
  });
}
