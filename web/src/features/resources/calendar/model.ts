import type { components } from "@/api/schema";

export type Hours = components["schemas"]["HoursRow"];
export type Interval = components["schemas"]["Interval"];
export type SpecialDay = components["schemas"]["SpecialDayBody"];

/** `open` and `closed` as the week says; `holiday` without hours; `make_up`: worked, though the week is closed on such a
 * day; `own`: other hours than the week's. */
export type Kind = "open" | "closed" | "holiday" | "make_up" | "own";

export interface Day {
  date: string;
  kind: Kind;
  intervals: readonly Interval[];
  special: SpecialDay | null;
}

/** Days are counted in UTC: a date of the calendar has no zone. */
const DAY = 86_400_000;
const instantOf = (date: string) => Date.parse(`${date}T00:00:00Z`);
const dateOf = (instant: number) => new Date(instant).toISOString().slice(0, 10);
const weekdayOf = (date: string) => (new Date(instantOf(date)).getUTCDay() + 6) % 7;

export const moved = (date: string, days: number) => dateOf(instantOf(date) + days * DAY);

/** The same day in another month, or the last one of that month. `month`: `2026-10`. */
export function inMonth(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return dateOf(Date.UTC(year, month - 1 + months, Math.min(day, last)));
}

/** The weeks of a month, Monday first; null where another month's days would stand. */
export function weeksOf(month: string): (string | null)[][] {
  const first = `${month}-01`;
  const count = Math.round((instantOf(inMonth(first, 1)) - instantOf(first)) / DAY);
  const cells: (string | null)[] = [
    ...Array.from({ length: weekdayOf(first) }, () => null),
    ...Array.from({ length: count }, (_, day) => moved(first, day)),
  ];
  return Array.from({ length: Math.ceil(cells.length / 7) }, (_, week) =>
    Array.from({ length: 7 }, (_, day) => cells[week * 7 + day] ?? null),
  );
}

export const monthsOf = (year: string) =>
  Array.from({ length: 12 }, (_, month) => `${year}-${String(month + 1).padStart(2, "0")}`);

/** When it is open on a day, and by which rule: a special day wins over the week. */
export function dayOf(hours: Pick<Hours, "week" | "special">, date: string): Day {
  const week = hours.week[weekdayOf(date)] ?? [];
  const special = (hours.special ?? []).find((one) => one.date === date) ?? null;
  if (special === null) return { date, kind: week.length > 0 ? "open" : "closed", intervals: week, special };
  const intervals = special.intervals ?? [];
  const kind = intervals.length === 0 ? "holiday" : week.length === 0 ? "make_up" : "own";
  return { date, kind, intervals, special };
}

/** The calendar with another rule for one day; null: as the week says. */
export function withDay(hours: Hours, date: string, special: SpecialDay | null): components["schemas"]["HoursBody"] {
  const others = (hours.special ?? []).filter((one) => one.date !== date);
  const days = special === null ? others : [...others, special].sort((a, b) => a.date.localeCompare(b.date));
  return { name: hours.name, week: hours.week, country: hours.country ?? "", special: days };
}

export const spans = (intervals: readonly Interval[]) => intervals.map(({ start, end }) => `${start}–${end}`).join(" ");
