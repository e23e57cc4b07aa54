import { useMutation, useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { Explanation, QueueLimitsBody } from "@/api/types";
import type { ForcedState } from "./model";

export function useForceState() {
  return useMutation({
    mutationFn: ({ agent, state, reason }: { agent: string; state: ForcedState; reason?: string }) =>
      take(api.POST("/api/v1/live/agents/{id}/state", { params: { path: { id: agent } }, body: { state, reason } })),
  });
}

export function useForceHangup() {
  return useMutation({
    mutationFn: (call: string) => take(api.POST("/api/v1/live/calls/{id}/hangup", { params: { path: { id: call } } })),
  });
}

export interface ExplainTarget {
  kind: "call" | "agent";
  id: string;
  title: string;
}

/** Why a call waits, or what an agent can get now; asked anew every few seconds while it is open. */
export function useExplanation(target: ExplainTarget | null) {
  return useQuery({
    queryKey: ["explain", target?.kind, target?.id],
    enabled: target !== null,
    refetchInterval: 3_000,
    queryFn: (): Promise<Explanation> => {
      const params = { path: { id: target?.id ?? "" } };
      return target?.kind === "agent"
        ? take(api.GET("/api/v1/live/agents/{id}/explain", { params }))
        : take(api.GET("/api/v1/live/calls/{id}/explain", { params }));
    },
  });
}

export function useSetLimits() {
  return useMutation({
    mutationFn: ({ queue, limits }: { queue: string; limits: QueueLimitsBody }) =>
      take(api.PUT("/api/v1/live/queues/{id}/alarms", { params: { path: { id: queue } }, body: limits })),
  });
}

export type MoveKind = "queue" | "agent" | "device" | "number";

export function useMoveCall() {
  return useMutation({
    mutationFn: ({ call, kind, target }: { call: string; kind: MoveKind; target: string }) =>
      take(api.POST("/api/v1/live/calls/{id}/move", { params: { path: { id: call } }, body: { kind, target } })),
  });
}
