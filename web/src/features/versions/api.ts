import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import type { QueryOf } from "@/api/types";
import { useSkills } from "@/features/agentskills/api";
import { pickText } from "@/shared/format";

export function useSettingVersions(query: QueryOf<"/api/v1/config/versions">) {
  return useQuery({
    queryKey: ["setting-versions", query],
    queryFn: () => take(api.GET("/api/v1/config/versions", { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

export function useSettingVersion(id: string) {
  return useQuery({
    queryKey: ["setting-versions", id],
    queryFn: () => take(api.GET("/api/v1/config/versions/{id}", { params: { path: { id } } })),
  });
}

/** A skill's name by its id; its id where the name is not known, or not wanted. */
export function useSkillNames(wanted: boolean): (id: string) => string {
  const { i18n } = useTranslation();
  const { data } = useSkills(wanted);
  return useCallback(
    (id) => pickText(data?.find((skill) => skill.id === id)?.name, i18n.language) || id,
    [data, i18n.language],
  );
}

/** `dry_run`: what would become different; nothing is kept. */
export function useRestore(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { dry_run: boolean }) =>
      take(api.POST("/api/v1/config/versions/{id}/restore", { params: { path: { id } }, body })),
    onSuccess: (result) => {
      if (!result.dry_run) void client.invalidateQueries();
    },
  });
}
