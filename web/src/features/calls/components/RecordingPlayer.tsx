import { Empty } from "antd";
import { useTranslation } from "react-i18next";
import type { CallDetail } from "@/api/types";
import { AudioPlayer } from "@/shared/ui/AudioPlayer";
import { readPeaks } from "../model";

/** The call's recording: customer above, agent below. */
export function RecordingPlayer({ call }: { call: CallDetail }) {
  const { t } = useTranslation();
  const recording = call.recordings.find((one) => one.kind === "call");
  if (!recording) {
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("calls.no_recording")} />;
  }
  return (
    <AudioPlayer
      path={`/calls/${encodeURIComponent(call.id)}/recording`}
      peaks={readPeaks(recording.peaks)}
      labels={[t("calls.channel_customer"), t("calls.channel_agent")]}
    />
  );
}
