import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { components } from "@/api/schema";
import type { QueryOf } from "@/api/types";

type Schemas = components["schemas"];
const KEY = ["questionnaires"] as const;

export function useQuestionnaires(enabled = true) {
  return useQuery({
    enabled,
    queryKey: [...KEY, "list"],
    queryFn: () => take(api.GET("/api/v1/questionnaires")),
  });
}

export function useQuestionnaire(id: string | null, enabled = true) {
  return useQuery({
    enabled: enabled && id !== null,
    queryKey: [...KEY, "one", id],
    queryFn: () => take(api.GET("/api/v1/questionnaires/{id}", { params: { path: { id: id ?? "" } } })),
  });
}

export function useQuestionnaireActs() {
  const client = useQueryClient();
  const onSuccess = (saved: Schemas["QuestionnaireDetail"]) => {
    client.setQueryData([...KEY, "one", saved.id], saved);
    void client.invalidateQueries({ queryKey: [...KEY, "list"] });
  };
  const create = useMutation({
    mutationFn: (body: Schemas["NewQuestionnaire"]) => take(api.POST("/api/v1/questionnaires", { body })),
    onSuccess,
  });
  const change = useMutation({
    mutationFn: ({ id, body }: { id: string; body: Schemas["QuestionnaireChange"] }) =>
      take(api.PATCH("/api/v1/questionnaires/{id}", { params: { path: { id } }, body })),
    onSuccess,
    // Somebody else may have changed it: what is there now is asked for.
    onError: (_error, { id }) => client.invalidateQueries({ queryKey: [...KEY, "one", id] }),
  });
  return { create, change };
}

export function useStatistics(id: string | null, query: QueryOf<"/api/v1/questionnaires/{id}/statistics">) {
  return useQuery({
    enabled: id !== null,
    queryKey: [...KEY, "statistics", id, query],
    queryFn: () =>
      take(api.GET("/api/v1/questionnaires/{id}/statistics", { params: { path: { id: id ?? "" }, query } })),
  });
}
