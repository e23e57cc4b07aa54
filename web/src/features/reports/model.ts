import { serverNow } from "@/api/clock";
import { momentOf, wallOf, zoneName } from "@/shared/time/zone";

export const PERIODS = ["today", "yesterday", "week", "last_week", "month", "last_month", "custom"] as const;
export type Period = (typeof PERIODS)[number];

export interface Span {
  from: Date;
  to: Date;
}

const DAY_MS = 86_400_000;

function midnight(at: Date, days = 0): Date {
  const { year, month, day } = wallOf(at.getTime());
  return new Date(momentOf(year, month, day + days));
}

/** The first of the month, `months` later. */
function first(at: Date, months: number): Date {
  const { year, month } = wallOf(at.getTime());
  return new Date(momentOf(year, month + months, 1));
}

/** Days since Monday. */
function weekday(at: Date): number {
  const { year, month, day } = wallOf(at.getTime());
  return (new Date(Date.UTC(year, month, day)).getUTCDay() + 6) % 7;
}

/** The period's borders in the company's zone; weeks begin on Monday. `custom` is not for it. */
export function spanOf(period: Exclude<Period, "custom">, now: Date): Span {
  const today = midnight(now);
  const monday = midnight(now, -weekday(now));
  switch (period) {
    case "today":
      return { from: today, to: midnight(now, 1) };
    case "yesterday":
      return { from: midnight(now, -1), to: today };
    case "week":
      return { from: monday, to: midnight(monday, 7) };
    case "last_week":
      return { from: midnight(monday, -7), to: monday };
    case "month":
      return { from: first(now, 0), to: first(now, 1) };
    case "last_month":
      return { from: first(now, -1), to: first(now, 0) };
  }
}

/** The span before, of the same length: whole months before whole months. */
export function spanBefore({ from, to }: Span): Span {
  const [begins, ends] = [wallOf(from.getTime()), wallOf(to.getTime())];
  const wholeMonths = begins.day === 1 && ends.day === 1 && to.getTime() - from.getTime() > 27 * DAY_MS;
  if (wholeMonths) {
    const months = (ends.year - begins.year) * 12 + ends.month - begins.month;
    return { from: first(from, -months), to: from };
  }
  // Counted in days where it is days, so that a change of the clock keeps midnight at midnight.
  const days = Math.round((to.getTime() - from.getTime()) / DAY_MS);
  const exact = midnight(from).getTime() === from.getTime() && midnight(to).getTime() === to.getTime();
  if (exact) return { from: midnight(from, -days), to: from };
  return { from: new Date(from.getTime() - (to.getTime() - from.getTime())), to: from };
}

/** The chosen period, `usual` where none was chosen. */
export function chosenSpan(
  values: Partial<Record<"period" | "from" | "to", string>>,
  usual: Period,
): { period: Period; span: Span } {
  const period = PERIODS.find((one) => one === values.period) ?? usual;
  if (period !== "custom") return { period, span: spanOf(period, new Date(serverNow())) };
  const today = spanOf("today", new Date(serverNow()));
  const { from, to } = values;
  return { period, span: { from: from ? new Date(from) : today.from, to: to ? new Date(to) : today.to } };
}

export const INTERVALS = ["none", "hour", "day", "week", "month"] as const;
export type Interval = (typeof INTERVALS)[number];
export const GROUPS = ["queue", "agent", "unit", "company"] as const;
export type Group = (typeof GROUPS)[number];

/** How the beginning of an interval is written. */
export function intervalName(from: number, interval: Interval, language: string): string {
  const options: Intl.DateTimeFormatOptions =
    interval === "hour"
      ? { month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }
      : interval === "month"
        ? { year: "numeric", month: "2-digit" }
        : { year: "numeric", month: "2-digit", day: "2-digit" };
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { ...options, timeZone: zoneName() }).format(
    from,
  );
}
