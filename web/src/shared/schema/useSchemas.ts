import { useQuery } from "@tanstack/react-query";
import { identifiedFetch } from "@/api/client";
import { errorFrom } from "@/api/errors";
import type { Schemas } from "./shape";

/** The shapes of the API's bodies, as the server itself describes them. */
export function useSchemas() {
  return useQuery({
    queryKey: ["schemas"],
    queryFn: async (): Promise<Schemas> => {
      const response = await identifiedFetch("/api/openapi.json");
      if (!response.ok) throw errorFrom(response.status, null);
      const described = (await response.json()) as { components: { schemas: Schemas } };
      return described.components.schemas;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}
