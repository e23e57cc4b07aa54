import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { components } from "@/api/schema";
import type { QueryOf } from "@/api/types";

type Schemas = components["schemas"];
const KEY = ["quality"] as const;

export function useScorecards() {
  return useQuery({ queryKey: [...KEY, "scorecards"], queryFn: () => take(api.GET("/api/v1/scorecards")) });
}

export function useScorecard(id: string | null) {
  return useQuery({
    enabled: id !== null,
    queryKey: [...KEY, "scorecard", id],
    queryFn: () => take(api.GET("/api/v1/scorecards/{id}", { params: { path: { id: id ?? "" } } })),
  });
}

export function useScorecardActs() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: KEY });
  const create = useMutation({
    mutationFn: (body: Schemas["NewScorecard"]) => take(api.POST("/api/v1/scorecards", { body })),
    onSuccess,
  });
  const change = useMutation({
    mutationFn: ({ id, body }: { id: string; body: Schemas["ScorecardChange"] }) =>
      take(api.PATCH("/api/v1/scorecards/{id}", { params: { path: { id } }, body })),
    onSuccess,
  });
  return { create, change };
}

export function useAssessments(query: QueryOf<"/api/v1/assessments">) {
  return useQuery({
    queryKey: [...KEY, "assessments", query],
    queryFn: () => take(api.GET("/api/v1/assessments", { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

export function useAssessment(id: string) {
  return useQuery({
    queryKey: [...KEY, "assessment", id],
    queryFn: () => take(api.GET("/api/v1/assessments/{id}", { params: { path: { id } } })),
  });
}

export function useAssessmentActs() {
  const client = useQueryClient();
  const keep = (saved: Schemas["AssessmentDetail"]) => {
    client.setQueryData([...KEY, "assessment", saved.id], saved);
    void client.invalidateQueries({ queryKey: [...KEY, "assessments"] });
    void client.invalidateQueries({ queryKey: [...KEY, "figures"] });
  };
  const path = (id: string) => ({ params: { path: { id } } });
  return {
    begin: useMutation({
      mutationFn: (body: Schemas["NewAssessment"]) => take(api.POST("/api/v1/assessments", { body })),
      onSuccess: keep,
    }),
    change: useMutation({
      mutationFn: ({ id, body }: { id: string; body: Schemas["AssessmentChange"] }) =>
        take(api.PATCH("/api/v1/assessments/{id}", { ...path(id), body })),
      onSuccess: keep,
    }),
    remove: useMutation({
      mutationFn: (id: string) => take(api.DELETE("/api/v1/assessments/{id}", path(id))),
      onSuccess: () => client.invalidateQueries({ queryKey: [...KEY, "assessments"] }),
    }),
    confirm: useMutation({
      mutationFn: ({ id, version }: { id: string; version: number }) =>
        take(api.POST("/api/v1/assessments/{id}/confirm", { ...path(id), body: { version } })),
      onSuccess: keep,
    }),
    appeal: useMutation({
      mutationFn: ({ id, ...body }: { id: string; version: number; reason: string }) =>
        take(api.POST("/api/v1/assessments/{id}/appeal", { ...path(id), body })),
      onSuccess: keep,
    }),
    decide: useMutation({
      mutationFn: ({ id, body }: { id: string; body: Schemas["AppealDecision"] }) =>
        take(api.POST("/api/v1/assessments/{id}/decision", { ...path(id), body })),
      onSuccess: keep,
    }),
  };
}

export function useSample(query: QueryOf<"/api/v1/assessments/sample"> | null) {
  return useQuery({
    enabled: query !== null,
    queryKey: [...KEY, "sample", query],
    queryFn: () => take(api.GET("/api/v1/assessments/sample", { params: { query: query ?? { scorecard: "" } } })),
  });
}

export function useFigures(query: QueryOf<"/api/v1/assessments/figures">) {
  return useQuery({
    queryKey: [...KEY, "figures", query],
    queryFn: () => take(api.GET("/api/v1/assessments/figures", { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

export function useCriteriaFigures(id: string, query: QueryOf<"/api/v1/scorecards/{id}/criteria">) {
  return useQuery({
    queryKey: [...KEY, "figures", "criteria", id, query],
    queryFn: () => take(api.GET("/api/v1/scorecards/{id}/criteria", { params: { path: { id }, query } })),
  });
}

export function useCalibrations(query: QueryOf<"/api/v1/calibrations">) {
  return useQuery({
    queryKey: [...KEY, "calibrations", query],
    queryFn: () => take(api.GET("/api/v1/calibrations", { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

export function useCalibration(id: string) {
  return useQuery({
    queryKey: [...KEY, "calibration", id],
    queryFn: () => take(api.GET("/api/v1/calibrations/{id}", { params: { path: { id } } })),
  });
}

export function useCalibrationActs() {
  const client = useQueryClient();
  const onSuccess = () => {
    void client.invalidateQueries({ queryKey: [...KEY, "calibration"] });
    void client.invalidateQueries({ queryKey: [...KEY, "calibrations"] });
  };
  const path = (id: string) => ({ params: { path: { id } } });
  return {
    create: useMutation({
      mutationFn: (body: Schemas["NewCalibration"]) => take(api.POST("/api/v1/calibrations", { body })),
      onSuccess,
    }),
    begin: useMutation({
      mutationFn: (id: string) => take(api.POST("/api/v1/calibrations/{id}/assessment", path(id))),
      onSuccess,
    }),
    close: useMutation({
      mutationFn: (id: string) => take(api.POST("/api/v1/calibrations/{id}/close", path(id))),
      onSuccess,
    }),
    cancel: useMutation({
      mutationFn: (id: string) => take(api.POST("/api/v1/calibrations/{id}/cancel", path(id))),
      onSuccess,
    }),
  };
}
