import { useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";

/** Whom a change of a thing, or its end, affects now; asked anew whenever it is about to be shown. */
export function useImpact(kind: string, id: string) {
  return useQuery({
    queryKey: ["impact", kind, id],
    queryFn: () => take(api.GET("/api/v1/impact/{kind}/{id}", { params: { path: { kind, id } } })),
    staleTime: 0,
    gcTime: 0,
  });
}
