import { Alert, Segmented } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { API_BASE } from "@/api/client";
import { isSeparate } from "@/api/session";
import { fetchAudio } from "./audioSource";
import styles from "./player.module.css";
import { Waveform } from "./Waveform";

const SPEEDS = [1, 1.25, 1.5, 2] as const;

interface Props {
  /** Path below the API's base. */
  path: string;
  peaks: number[][] | null;
  labels: [string, string];
  onEnded?: () => void;
}

/** Plays an audio file of the API; streamed with range requests where this tab uses the browser's session. */
export function AudioPlayer({ path, peaks, labels, onEnded }: Props) {
  const { t } = useTranslation();
  const element = useRef<HTMLAudioElement>(null);
  const [source, setSource] = useState(isSeparate() ? undefined : API_BASE + path);
  const [failed, setFailed] = useState(false);
  const [place, setPlace] = useState(0);
  const [speed, setSpeed] = useState<number>(1);

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
        onTimeUpdate={(event) => {
          const { currentTime, duration } = event.currentTarget;
          setPlace(Number.isFinite(duration) && duration > 0 ? currentTime / duration : 0);
        }}
      />
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
