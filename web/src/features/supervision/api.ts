import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { SuperviseMode, Supervision } from "@/api/types";

export const SESSION_KEY = ["supervision"] as const;

export interface Wish {
  kind: "call" | "agent";
  id: string;
  mode: SuperviseMode;
  follow?: boolean;
  extension?: string;
}

/** My session beside calls, or null. */
export function useSession(enabled: boolean) {
  return useQuery({
    queryKey: SESSION_KEY,
    queryFn: () => take(api.GET("/api/v1/live/supervision")),
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

function start({ kind, id, mode, follow, extension }: Wish): Promise<Supervision> {
  const params = { path: { id } };
  const body = { mode, ...(follow ? { follow } : {}), ...(extension ? { extension } : {}) };
  return kind === "call"
    ? take(api.POST("/api/v1/live/calls/{id}/supervise", { params, body }))
    : take(api.POST("/api/v1/live/agents/{id}/supervise", { params, body }));
}

export function useSupervision() {
  const client = useQueryClient();
  const show = (session: Supervision | null) => client.setQueryData(SESSION_KEY, session);
  const shown = () => client.getQueryData<Supervision | null>(SESSION_KEY) ?? null;
  // News may overtake an answer: they are newer than what it says.
  const begun = (session: Supervision) => shown()?.session !== session.session && show(session);
  const stepped = (session: Supervision) => shown() !== null && show(session);
  return {
    start: useMutation({ mutationFn: start, onSuccess: begun }),
    step: useMutation({
      mutationFn: (mode: SuperviseMode) => take(api.PATCH("/api/v1/live/supervision", { body: { mode } })),
      onSuccess: stepped,
    }),
    stop: useMutation({
      mutationFn: () => take(api.DELETE("/api/v1/live/supervision")),
      onSuccess: () => show(null),
    }),
  };
}
