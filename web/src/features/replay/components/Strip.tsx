import { useTranslation } from "react-i18next";
import type { Course } from "../model";
import styles from "../replay.module.css";

const HEIGHT = 48;

/** How many waited (bars) and talked (line) over the period, above the slider. */
export function Strip({ course }: { course: Course }) {
  const { t } = useTranslation();
  const { waiting, talking } = course;
  const steps = waiting.length;
  const most = Math.max(1, ...waiting, ...talking);
  const y = (value: number) => HEIGHT - (value / most) * (HEIGHT - 4);
  const line = talking.map((value, step) => `${step + 0.5},${y(value)}`).join(" ");
  const label = t("replay.strip", { waiting: Math.max(...waiting), talking: Math.max(...talking) });
  return (
    <figure className={styles.strip}>
      <svg viewBox={`0 0 ${steps} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
        {waiting.map((value, step) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
          <rect key={step} x={step} width={1} y={y(value)} height={HEIGHT - y(value)} className={styles.waiting} />
        ))}
        <polyline points={line} className={styles.talking} vectorEffect="non-scaling-stroke" />
      </svg>
      <figcaption>{label}</figcaption>
    </figure>
  );
}
