import { useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import { read } from "./model";

/** What happened between two instants (seconds since the epoch); asked for once. */
export function useReplay(from: number, to: number) {
  return useQuery({
    queryKey: ["replay", from, to],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      const query = { from: new Date(from * 1000).toISOString(), to: new Date(to * 1000).toISOString() };
      return read(await take(api.GET("/api/v1/live/replay", { params: { query } })));
    },
  });
}
