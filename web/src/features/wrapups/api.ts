import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { WrapUp } from "./model";

const KEY = ["admin", "queues", "wrap-ups"] as const;

export function useQueues() {
  return useQuery({ queryKey: KEY, queryFn: () => take(api.GET("/api/v1/queues")) });
}

export function useSaveWrapUp(queue: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ dispositions, disposition_required, fields }: WrapUp) =>
      take(
        api.PATCH("/api/v1/queues/{id}", {
          params: { path: { id: queue } },
          body: { dispositions, wrap_up_form: { disposition_required, fields: fields as never } },
        }),
      ),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["admin", "queues"] });
      void client.invalidateQueries({ queryKey: ["wrap-up"] });
    },
  });
}
