import { useEffect, useRef } from "react";
import styles from "./player.module.css";

const COLOURS = ["#c07a12", "#1f78b4"] as const;
const WIDTH = 720;
const HEIGHT = 96;

interface Props {
  /** Loudness 0…1, one list per channel. */
  peaks: number[][];
  labels: [string, string];
  /** How much has been played, 0…1. */
  place: number;
  /** Where something happened, 0…1. */
  markers?: readonly { key: string; share: number; label: string; colour: string }[];
  onSeek: (share: number) => void;
}

/** Both channels of a recording, one above the other; a click goes there. */
export function Waveform({ peaks, labels, place, markers = [], onSeek }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);

  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context) return;
    context.clearRect(0, 0, WIDTH, HEIGHT);
    const band = HEIGHT / peaks.length;
    peaks.forEach((channel, row) => {
      const middle = band * row + band / 2;
      const step = WIDTH / Math.max(1, channel.length);
      channel.forEach((peak, index) => {
        const height = Math.max(1, Math.min(1, peak) * (band - 6));
        context.globalAlpha = index / channel.length < place ? 1 : 0.45;
        context.fillStyle = COLOURS[row % COLOURS.length] ?? COLOURS[0];
        context.fillRect(index * step, middle - height / 2, Math.max(1, step - 0.5), height);
      });
    });
  }, [peaks, place]);

  return (
    <>
      <div className={styles.frame}>
        {markers.map((one) => (
          <i
            key={one.key}
            className={styles.tick}
            style={{ insetInlineStart: `${one.share * 100}%`, background: one.colour }}
            title={one.label}
            aria-hidden
          />
        ))}
        <canvas
          ref={canvas}
          className={styles.wave}
          width={WIDTH}
          height={HEIGHT}
          aria-hidden
          onClick={(event) => {
            const box = event.currentTarget.getBoundingClientRect();
            onSeek((event.clientX - box.left) / box.width);
          }}
        />
      </div>
      <div className={styles.channels}>
        {peaks.slice(0, 2).map((_, row) => (
          <span key={labels[row]}>
            <i style={{ background: COLOURS[row] }} />
            {labels[row]}
          </span>
        ))}
      </div>
    </>
  );
}
