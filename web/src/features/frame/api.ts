import { useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";

const FRESH_MS = 5 * 60_000;

/** The rooms that the user may open, as the company arranges them. */
export function useMenu() {
  return useQuery({ queryKey: ["menu"], queryFn: () => take(api.GET("/api/v1/menu")), staleTime: FRESH_MS });
}
