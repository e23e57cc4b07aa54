import { api, take } from "@/api/client";
import type { AgentSession, CallDetail, CallPatch } from "@/api/types";

/** What an agent may choose himself. */
export type ChosenState = "available" | "busy" | "break";
export type TransferKind = "queue" | "agent" | "number" | "device";

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
  transfer: (kind: TransferKind, target: string) =>
    take(api.POST("/api/v1/agent/transfer", { body: { kind, target } })),
  saveWork: (call: string, body: CallPatch): Promise<CallDetail> =>
    take(api.PATCH("/api/v1/calls/{id}", { params: { path: { id: call } }, body })),
};
