import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { QueryOf } from "@/api/types";

const shown = { placeholderData: keepPreviousData };

export function useAgentCalls(query: QueryOf<"/api/v1/histories/agent-calls">) {
  return useQuery({
    queryKey: ["histories", "agent-calls", query],
    queryFn: () => take(api.GET("/api/v1/histories/agent-calls", { params: { query } })),
    ...shown,
  });
}

export function useAgentStates(query: QueryOf<"/api/v1/histories/agent-states">) {
  return useQuery({
    queryKey: ["histories", "agent-states", query],
    queryFn: () => take(api.GET("/api/v1/histories/agent-states", { params: { query } })),
    ...shown,
  });
}

export function useQueueVisits(query: QueryOf<"/api/v1/histories/queue-visits">) {
  return useQuery({
    queryKey: ["histories", "queue-visits", query],
    queryFn: () => take(api.GET("/api/v1/histories/queue-visits", { params: { query } })),
    ...shown,
  });
}

export function useIvrVisits(query: QueryOf<"/api/v1/histories/ivr-visits">) {
  return useQuery({
    queryKey: ["histories", "ivr-visits", query],
    queryFn: () => take(api.GET("/api/v1/histories/ivr-visits", { params: { query } })),
    ...shown,
  });
}
