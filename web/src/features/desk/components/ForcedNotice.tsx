import { App } from "antd";
import { useTranslation } from "react-i18next";
import { useFrames } from "@/live/hooks";
import { agentState } from "@/live/read";
import { usePauseReasons } from "@/shared/pauseReasons";

/** Says who set the agent's state, and when a pause has lasted as long as its reason allows. */
export function ForcedNotice({ user }: { user: string }) {
  const { t } = useTranslation();
  const { notification } = App.useApp();
  const reasons = usePauseReasons();

  useFrames(["agent.forced"], (frame) => {
    const by = (frame.data?.by ?? {}) as { name?: string };
    const reason = typeof frame.data?.reason === "string" ? frame.data.reason : "";
    notification.warning({
      title: t("desk.forced", { name: by.name ?? "", state: t(`words.state.${agentState(frame.data?.state)}`) }),
      description: reason ? reasons.nameOf(reason) : undefined,
      duration: 12,
    });
  });
  useFrames(["agent.pause_over"], (frame) => {
    if (frame.data?.agent !== user) return;
    notification.warning({
      key: "pause-over",
      title: t("desk.pause_over", { reason: reasons.nameOf(String(frame.data?.reason ?? "")) }),
      duration: 0,
    });
  });
  useFrames(["agent.state"], (frame) => {
    if (frame.data?.agent === user) notification.destroy("pause-over");
  });
  return null;
}
