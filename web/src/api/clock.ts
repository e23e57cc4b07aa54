/** The server's clock as seen from here: durations shown are counted on its time, not on this computer's. */

let skewMs = 0;
const TOLERANCE_MS = 2000;

/** Learn from a response's Date header (whole seconds): small differences are its rounding and are ignored. */
export function learnServerTime(date: string | null, receivedAt = Date.now()): void {
  if (!date) return;
  const server = Date.parse(date);
  if (Number.isNaN(server)) return;
  const skew = server + 500 - receivedAt;
  skewMs = Math.abs(skew) > TOLERANCE_MS ? skew : 0;
}

export function serverNow(): number {
  return Date.now() + skewMs;
}

/** Milliseconds since the epoch of an instant given as ISO 8601 or as Unix seconds; null when there is none. */
export function instant(value: string | number | null | undefined): number | null {
  if (value === null || value === undefined || value === "") return null;
  if (typeof value === "number") return value * 1000;
  const parsed = Date.parse(value);
  return Number.isNaN(parsed) ? null : parsed;
}
