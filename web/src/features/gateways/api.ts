import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { Source } from "@/features/settings/model";
import { formOf, type GatewaysForm, type GatewaysRow, withoutSecrets } from "./model";

export const GATEWAYS: Source<GatewaysRow, GatewaysForm> = {
  name: "message-gateways",
  read: () => take(api.GET("/api/v1/message-gateways")),
  write: (body) => take(api.PUT("/api/v1/message-gateways", { body })),
  formOf,
  keepable: withoutSecrets,
};

/** How each way out does, and how many messages wait for it. */
export function useWaysOut(enabled: boolean) {
  return useQuery({
    queryKey: ["outbox", "gateways"],
    queryFn: async () => (await take(api.GET("/api/v1/outbox", { params: { query: { page_size: 1 } } }))).gateways,
    enabled,
  });
}

export function useTest() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (to: string) => take(api.POST("/api/v1/message-gateways/test", { body: { to } })),
    onSettled: () => client.invalidateQueries({ queryKey: ["outbox"] }),
  });
}
