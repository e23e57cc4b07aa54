import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import { useFrames } from "@/live/hooks";
import { useRenew } from "@/live/useRenew";

const KEY = ["home"] as const;
const NEWS = ["callback.requested", "callback.attempt", "callback.ended", "voicemail.left"];

/** Everything on the home page; renewed when something in it changes. */
export function useHome() {
  const client = useQueryClient();
  useFrames(["message_box", "message_box.read"], () => void client.invalidateQueries({ queryKey: KEY }));
  useRenew(NEWS, KEY);
  return useQuery({ queryKey: KEY, queryFn: () => take(api.GET("/api/v1/home")) });
}
