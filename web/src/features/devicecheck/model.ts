/** Loudness of samples (−1…1): root mean square, 0…1. */
export function loudness(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length);
}

/** A voice at a headset is louder than this; a silent room is not. */
export const HEARD = 0.02;
const LOUD = 0.3;

/** How full the meter is, 0…100: in steps of loudness as ears hear it. */
export function meter(level: number): number {
  if (level <= 0) return 0;
  const share = 1 + Math.log10(Math.min(1, level / LOUD)) / 2;
  return Math.round(Math.max(0, Math.min(1, share)) * 100);
}

export type Verdict = "waiting" | "good" | "bad";

/** Milliseconds to the server and back above which talking becomes tiring. */
export const SLOW_MS = 250;

export function networkVerdict(open: boolean, roundTrip: number | null): Verdict {
  if (!open) return "bad";
  if (roundTrip === null) return "waiting";
  return roundTrip > SLOW_MS ? "bad" : "good";
}

const KEY = "hotline.device-check";

/** Whether this browser's headset was found good on this day (of this computer). */
export function wasChecked(day: string): boolean {
  return localStorage.getItem(KEY) === day;
}

export function rememberCheck(day: string): void {
  localStorage.setItem(KEY, day);
}

export function today(now = new Date()): string {
  return `${now.getFullYear()}-${now.getMonth() + 1}-${now.getDate()}`;
}
