/** How instants, durations and numbers are written. Durations in seconds, instants in milliseconds, which are written as the
 * company's clock shows them. */
import { dateOf, zoneName } from "./time/zone";

function two(value: number): string {
  return String(value).padStart(2, "0");
}

/** `m:ss`, or `h:mm:ss` from an hour on. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = two(whole % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

export function secondsSince(since: number | null, now: number): number {
  return since === null ? 0 : Math.max(0, (now - since) / 1000);
}

export function formatClock(at: number, language: string): string {
  return new Intl.DateTimeFormat(language, {
    timeZone: zoneName(),
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).format(at);
}

export function formatDateTime(at: number | null, language: string): string {
  if (at === null) return "";
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
    timeZone: zoneName(),
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).format(at);
}

/** As short as it can be told from `now`: the time of today, else day and time. */
export function formatMoment(at: number | null, now: number, language: string): string {
  if (at === null) return "";
  const today = dateOf(at) === dateOf(now);
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
    timeZone: zoneName(),
    ...(today ? {} : { month: "2-digit", day: "2-digit" }),
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(at);
}

/** A text for people in the page's language, else in the other one. */
export function pickText(text: Record<string, string> | string | null | undefined, language: string): string {
  if (!text) return "";
  if (typeof text === "string") return text;
  const [first, second] = language === "en" ? ["en", "zh"] : ["zh", "en"];
  return text[first as string] || text[second as string] || "";
}
