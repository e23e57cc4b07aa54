import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { QueryOf } from "@/api/types";

export function useReport(query: QueryOf<"/api/v1/surveys/report">) {
  return useQuery({
    queryKey: ["surveys", "report", query],
    queryFn: () => take(api.GET("/api/v1/surveys/report", { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

export function useRatings(query: QueryOf<"/api/v1/surveys/ratings">, enabled = true) {
  return useQuery({
    enabled,
    queryKey: ["surveys", "ratings", query],
    queryFn: () => take(api.GET("/api/v1/surveys/ratings", { params: { query } })),
    placeholderData: keepPreviousData,
  });
}
