import { App } from "antd";
import { useTranslation } from "react-i18next";
import { useFrames } from "@/live/hooks";
import { consultCause } from "../talk";

/** Says why the one whom the agent wanted to ask was not reached: he is back with his customer. */
export function ConsultNotice({ user }: { user: string }) {
  const { t } = useTranslation();
  const { notification } = App.useApp();

  useFrames(["call.consult"], (frame) => {
    if (frame.data?.by !== user || frame.data.state !== "failed") return;
    notification.warning({
      key: "consult",
      title: t("desk.consult_failed.title"),
      description: t(`desk.consult_failed.${consultCause(frame.data.cause)}`),
      duration: 12,
    });
  });
  return null;
}
