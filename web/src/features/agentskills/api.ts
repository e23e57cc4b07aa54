import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { toSend } from "./model";

const MATRIX = ["agent-skills"];
type Sent = ReturnType<typeof toSend>;

export function useAgents() {
  return useQuery({ queryKey: MATRIX, queryFn: () => take(api.GET("/api/v1/agent-skills")) });
}

export function useSkills(wanted = true) {
  return useQuery({ queryKey: ["skills"], queryFn: () => take(api.GET("/api/v1/skills")), enabled: wanted });
}

/** What a change would do to the queues, asked afresh each time. */
export function useEffects(body: Sent) {
  return useQuery({
    queryKey: ["agent-skills-effects", body.agents],
    queryFn: () => take(api.POST("/api/v1/agent-skills/effects", { body: { agents: body.agents } })),
    staleTime: 0,
    gcTime: 0,
  });
}

/** Saves all or nothing. After a refusal the newest levels are loaded. */
export function useSaveSkills() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Sent) => take(api.PUT("/api/v1/agent-skills", { body })),
    onSuccess: (saved) => client.setQueryData(MATRIX, saved),
    onError: () => Promise.all([MATRIX, ["skills"]].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}
