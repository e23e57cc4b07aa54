import { Alert, Segmented } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { API_BASE } from "@/api/client";
import { isSeparate } from "@/api/session";
import { formatDuration } from "../format";
import { fetchAudio } from "./audioSource";
import styles from "./player.module.css";
import { Waveform } from "./Waveform";

const SPEEDS = [0.75, 1, 1.25, 1.5, 2] as const;

export interface AudioMarker {
  key: string;
  at: number;
  label: string;
  /** A CSS colour of its kind. */
  colour: string;
}

interface Props {
  /** Path below the API's base. */
  path: string;
  peaks: number[][] | null;
  labels: [string, string];
  /** What happened meanwhile; a click goes there. `at` in seconds. */
  markers?: readonly AudioMarker[];
  onEnded?: () => void;
  /** Told where it is, in seconds, while it plays and when one goes somewhere else. */
  onPlace?: (seconds: number) => void;
}

/** Plays an audio file of the API; streamed with range requests where this tab uses the browser's session. */
export function AudioPlayer({ path, peaks, labels, markers = [], onEnded, onPlace }: Props) {
  const { t } = useTranslation();
  const element = useRef<HTMLAudioElement>(null);
  const [source, setSource] = useState(isSeparate() ? undefined : API_BASE + path);
  const [failed, setFailed] = useState(false);
  const [place, setPlace] = useState(0);
  const [speed, setSpeed] = useState<number>(1);
  const [length, setLength] = useState(0);

  useEffect(() => {
    setFailed(false);
    if (!isSeparate()) {
      setSource(API_BASE + path);
      return;
    }
    let url: string | undefined;
    let gone = false;
    fetchAudio(API_BASE + path)
      .then((blob) => {
        if (gone) return;
        url = URL.createObjectURL(blob);
        setSource(url);
      })
      .catch(() => setFailed(true));
    return () => {
      gone = true;
      if (url) URL.revokeObjectURL(url);
    };
  }, [path]);

  useEffect(() => {
    if (element.current) element.current.playbackRate = speed;
  }, [speed]);

  if (failed) return <Alert type="warning" showIcon title={t("common.audio_not_ready")} />;
  return (
    <div className={styles.player}>
      {peaks && peaks.length > 0 && (
        <Waveform
          peaks={peaks}
          labels={labels}
          place={place}
          markers={length > 0 ? markers.map((one) => ({ ...one, share: Math.min(1, one.at / length) })) : []}
          onSeek={(share) => {
            const audio = element.current;
            if (audio && Number.isFinite(audio.duration)) audio.currentTime = share * audio.duration;
          }}
        />
      )}
      {/* biome-ignore lint/a11y/useMediaCaption: recordings of calls have no captions */}
      <audio
        ref={element}
        src={source}
        controls
        preload="metadata"
        aria-label={t("common.play")}
        onError={() => setFailed(true)}
        onEnded={onEnded}
        onDurationChange={(event) => {
          const { duration } = event.currentTarget;
          setLength(Number.isFinite(duration) ? duration : 0);
        }}
        onTimeUpdate={(event) => {
          const { currentTime, duration } = event.currentTarget;
          setPlace(Number.isFinite(duration) && duration > 0 ? currentTime / duration : 0);
          onPlace?.(currentTime);
        }}
      />
      {markers.length > 0 && (
        <ol className={styles.markers} aria-label={t("common.markers")}>
          {markers.map((one) => (
            <li key={one.key}>
              <button
                type="button"
                onClick={() => {
                  if (element.current) element.current.currentTime = one.at;
                }}
              >
                <i style={{ background: one.colour }} aria-hidden />
                <span className="figure">{formatDuration(one.at)}</span> {one.label}
              </button>
            </li>
          ))}
        </ol>
      )}
      <Segmented
        size="small"
        value={speed}
        onChange={setSpeed}
        options={SPEEDS.map((value) => ({ value, label: `${value}×` }))}
        aria-label={t("common.speed")}
      />
    </div>
  );
}
