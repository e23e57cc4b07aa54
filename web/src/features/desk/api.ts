import { useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { AgentSession, CallDetail, CallPatch } from "@/api/types";

/** What an agent may choose himself. */
export type ChosenState = "available" | "busy" | "break";
export type TransferKind = "queue" | "agent" | "number" | "device" | "flow" | "voicemail";
export type ConsultKind = "agent" | "queue" | "number" | "device";
export type RecordingAction = "start" | "stop" | "pause" | "resume";

export const deskApi = {
  openBrowser: (takeover: boolean): Promise<AgentSession> =>
    take(api.POST("/api/v1/agent/session", { body: { browser: true, takeover } })),
  openExtension: (extension: string, takeover: boolean): Promise<AgentSession> =>
    take(api.POST("/api/v1/agent/session", { body: { extension, takeover } })),
  close: () => take(api.DELETE("/api/v1/agent/session")),
  me: () => take(api.GET("/api/v1/agent/me")),
  setState: (state: ChosenState, reason?: string) => take(api.PUT("/api/v1/agent/state", { body: { state, reason } })),
  wrapUp: (action: "finish" | "extend", seconds?: number) =>
    take(api.POST("/api/v1/agent/wrap-up", { body: { action, seconds } })),
  dial: (number: string) => take(api.POST("/api/v1/agent/dial", { body: { number } })),
  hangup: () => take(api.POST("/api/v1/agent/hangup")),
  hold: (held: boolean) => take(api.POST("/api/v1/agent/hold", { body: { held } })),
  /** With `back` the customer comes back from the flow. */
  transfer: (kind: TransferKind, target: string, back = false) =>
    take(api.POST("/api/v1/agent/transfer", { body: back ? { kind, target, back } : { kind, target } })),
  consult: (kind: ConsultKind, target: string) => take(api.POST("/api/v1/agent/consult", { body: { kind, target } })),
  complete: () => take(api.POST("/api/v1/agent/consult/complete")),
  cancel: () => take(api.POST("/api/v1/agent/consult/cancel")),
  toggle: () => take(api.POST("/api/v1/agent/consult/toggle")),
  conference: () => take(api.POST("/api/v1/agent/conference")),
  drop: () => take(api.POST("/api/v1/agent/conference/drop")),
  rate: () => take(api.POST("/api/v1/agent/rate")),
  mute: (muted: boolean) => take(api.POST("/api/v1/agent/mute", { body: { muted } })),
  digits: (digits: string) => take(api.POST("/api/v1/agent/dtmf", { body: { digits } })),
  record: (action: RecordingAction) => take(api.POST("/api/v1/agent/recording", { body: { action } })),
  note: (text: string) => take(api.POST("/api/v1/agent/note", { body: { text } })),
  saveWork: (call: string, body: CallPatch): Promise<CallDetail> =>
    take(api.PATCH("/api/v1/calls/{id}", { params: { path: { id: call } }, body })),
};

const EVERY_MS = 3_000;

/** Colleagues and whether they are free, kept up to date while `wanted`. */
export function useColleagues(wanted: boolean) {
  return useQuery({
    queryKey: ["colleagues"],
    queryFn: () => take(api.GET("/api/v1/agent/colleagues")),
    enabled: wanted,
    refetchInterval: EVERY_MS,
    staleTime: 0,
  });
}

/** How many wait in each queue and how many agents are free there, kept up to date while `wanted`. */
export function useQueueChoices(wanted: boolean) {
  return useQuery({
    queryKey: ["agent-queues"],
    queryFn: () => take(api.GET("/api/v1/agent/queues")),
    enabled: wanted,
    refetchInterval: EVERY_MS,
    staleTime: 0,
  });
}
