import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import { type SpecialDay, withDay } from "./model";

const read = (id: string) => take(api.GET("/api/v1/hours/{id}", { params: { path: { id } } }));

export function useHours(id: string) {
  return useQuery({ queryKey: ["admin", "calendar", id], queryFn: () => read(id) });
}

/** Changes one day in the calendar as it is now, so that what others have changed meanwhile stays. */
export function useSetDay(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ date, special }: { date: string; special: SpecialDay | null }) =>
      take(api.PUT("/api/v1/hours/{id}", { params: { path: { id } }, body: withDay(await read(id), date, special) })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["admin"] }),
  });
}
