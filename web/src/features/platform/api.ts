import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { LiveSettings, QueryOf } from "@/api/types";
import { useFrames } from "@/live/hooks";

const HEALTH_EVERY_MS = 10_000;
const CHANNELS_EVERY_MS = 3_000;

/** Parts, backlogs, trunks, load and the alarms that are on; asked at once when an alarm begins or ends. */
export function useHealth() {
  const client = useQueryClient();
  const key = ["health"];
  useFrames(["alarm", "core.state", "switch.state", "trunk.state"], () => {
    void client.invalidateQueries({ queryKey: key });
  });
  return useQuery({
    queryKey: key,
    queryFn: () => take(api.GET("/api/v1/live/health")),
    refetchInterval: HEALTH_EVERY_MS,
  });
}

/** The history of alarms; what begins and ends meanwhile appears by itself. */
export function useAlarms(query: QueryOf<"/api/v1/live/alarms">) {
  return useQuery({
    queryKey: ["alarms", query],
    queryFn: () => take(api.GET("/api/v1/live/alarms", { params: { query } })),
    placeholderData: keepPreviousData,
    refetchInterval: HEALTH_EVERY_MS,
  });
}

export function useChannels() {
  return useQuery({
    queryKey: ["channels"],
    queryFn: () => take(api.GET("/api/v1/live/channels")),
    refetchInterval: CHANNELS_EVERY_MS,
  });
}

export interface TrunkUse {
  trunk: string;
  in_use: number;
  channels: number;
  why_not: string;
}

/** What calls cost today, and how full the trunks are. */
export function useUsage(enabled: boolean) {
  return useQuery({
    queryKey: ["outbound-usage"],
    queryFn: () => take(api.GET("/api/v1/outbound/usage")),
    refetchInterval: HEALTH_EVERY_MS,
    enabled,
  });
}

export function useLiveSettings(enabled: boolean) {
  return useQuery({
    queryKey: ["live-settings"],
    queryFn: () => take(api.GET("/api/v1/live/settings")),
    enabled,
  });
}

export function useSaveLiveSettings() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: LiveSettings) => take(api.PUT("/api/v1/live/settings", { body })),
    onSuccess: (saved) => {
      client.setQueryData(["live-settings"], saved);
      void client.invalidateQueries({ queryKey: ["health"] });
    },
  });
}
