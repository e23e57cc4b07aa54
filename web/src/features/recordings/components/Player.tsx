import { Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { RecordingDetail } from "@/api/types";
import { readPeaks } from "@/features/calls/model";
import { usePerson } from "@/shared/directory";
import { withQuery } from "@/shared/download";
import { formatDuration } from "@/shared/format";
import { AudioPlayer } from "@/shared/ui/AudioPlayer";
import { useComments } from "../api";
import { marksOf } from "../model";

/** The recording, customer above and agent below, with what happened; whole or one part of it. */
export function Player({ recording, onPlace }: { recording: RecordingDetail; onPlace?: (seconds: number) => void }) {
  const { t } = useTranslation();
  const person = usePerson();
  const [segment, setSegment] = useState<number | undefined>();
  const part = recording.parts.find((one) => one.segment === segment);
  // A part begins at its own zero.
  const from = part?.start ?? (recording.whole ? 0 : (recording.parts[0]?.start ?? 0));
  const comments = useComments(recording.id).data ?? [];
  const marks = part === undefined && recording.whole ? marksOf(recording.markers) : [];
  const happened = marks.map((mark) => ({
    ...mark,
    label: [t(`recordings.mark.${mark.kind}`), person(mark.agent)].filter(Boolean).join(" "),
  }));
  const noted = comments
    .filter(({ at }) => part === undefined || (at >= part.start && at <= part.end))
    .map(({ id, at, text }) => ({ key: id, at: at - from, label: text, colour: "var(--ant-color-primary)" }));
  const markers = [...happened, ...noted].sort((one, other) => one.at - other.at);
  return (
    <>
      {recording.parts.length > 1 && (
        <Select<number>
          allowClear={recording.whole}
          style={{ width: "100%", marginBottom: 12 }}
          value={segment}
          onChange={(value?: number) => setSegment(value)}
          placeholder={t(recording.whole ? "recordings.whole" : "recordings.own_part")}
          aria-label={t("recordings.part")}
          options={recording.parts.map((one) => ({
            value: one.segment,
            label: `${formatDuration(one.start)} – ${formatDuration(one.end)} ${person(one.agent_id)}`,
          }))}
        />
      )}
      <AudioPlayer
        key={segment ?? "whole"}
        path={withQuery(`/recordings/${encodeURIComponent(recording.id)}/audio`, { segment })}
        peaks={part === undefined ? readPeaks(recording.peaks) : null}
        labels={[t("calls.channel_customer"), t("calls.channel_agent")]}
        markers={markers}
        onPlace={onPlace && ((seconds) => onPlace(seconds + from))}
      />
    </>
  );
}
