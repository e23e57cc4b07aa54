/** How customers are distributed (crm/customers/statistics.py), and which customers each figure counts. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { components } from "@/api/schema";
import { parameters } from "@/shared/list/parameters";
import type { CustomerQuery } from "./listing";

type Schemas = components["schemas"];
export type Statistics = Schemas["crm__customers__statistics__Statistics"];
export type StatisticsRow = Schemas["StatisticsRow"];
export type Interval = Statistics["interval"];

export const BY = [
  "category",
  "source",
  "level",
  "kind",
  "province",
  "city",
  "region",
  "owner",
  "unit",
  "tag",
  "provisional",
] as const;
export type By = (typeof BY)[number];
export const INTERVALS: readonly Interval[] = ["none", "day", "month", "quarter", "year"];
/** More kinds side by side cannot be read: the rest is summed up. */
export const COLUMNS = 8;
const OWN = "field.";

export const ownOf = (by: string): string | null => (by.startsWith(OWN) ? by.slice(OWN.length) : null);

export function useCustomerStatistics(query: CustomerQuery & { by: string; interval: Interval }, enabled: boolean) {
  return useQuery({
    enabled,
    queryKey: ["customers", "statistics", query],
    queryFn: () =>
      take(
        api.GET("/api/v1/customers/statistics", {
          params: { query },
          querySerializer: (asked) => new URLSearchParams(parameters(asked as CustomerQuery)).toString(),
        }),
      ),
    placeholderData: keepPreviousData,
  });
}

/** What narrows the list of customers to those with this key; null where the list cannot be narrowed so. */
export function narrowing(by: string, key: string): Record<string, string> | null {
  if (key !== "") {
    if (by === "province" || by === "city") return { region: key };
    return { [by === "region" ? "region_name" : by]: key };
  }
  if (by === "city") return { without: "province" };
  const known = ["category", "source", "level", "owner", "region", "province", "tag"];
  return known.includes(by) ? { without: by } : null;
}

type Values = Readonly<Partial<Record<string, string>>>;
interface Part {
  by: string;
  /** Null: of all keys. */
  key: string | null;
  starts?: string | null;
  ends?: string | null;
}

/** The list of exactly those whom a figure counts: filters of the page, the key, and the part of time that both have. */
export function listOf(filters: Values, { by, key, starts, ends }: Part): string | null {
  const { by: _by, interval: _interval, ...narrowed } = filters;
  const more = key === null ? {} : narrowing(by, key);
  if (more === null || ("without" in more && narrowed.without)) return null;
  const instant = (text: string | null | undefined) => (text ? new Date(text).toISOString() : undefined);
  const later = [narrowed.from, instant(starts)].filter((one) => one !== undefined).sort();
  const sooner = [narrowed.to, instant(ends)].filter((one) => one !== undefined).sort();
  const all = { ...narrowed, ...more, from: later.at(-1), to: sooner[0] };
  const given = Object.entries(all).filter((one): one is [string, string] => Boolean(one[1]));
  return given.length > 0 ? `/customers?${new URLSearchParams(given)}` : "/customers";
}

export interface PeriodRow {
  period: string;
  starts: string | null;
  ends: string | null;
  total: number;
  counts: Readonly<Record<string, number>>;
  rest: number;
}

/** A row for each period, the newest first, with the most frequent keys side by side and the rest summed up. */
export function byPeriod(rows: readonly StatisticsRow[], most = COLUMNS): { keys: string[]; periods: PeriodRow[] } {
  const sums = new Map<string, number>();
  for (const { key, count } of rows) sums.set(key, (sums.get(key) ?? 0) + count);
  const keys = [...sums.entries()]
    .sort((one, other) => other[1] - one[1])
    .slice(0, most)
    .map(([key]) => key);
  const found = new Map<string, PeriodRow & { counts: Record<string, number> }>();
  for (const { key, period, starts, ends, count } of rows) {
    const at = period ?? "";
    const row = found.get(at) ?? {
      period: at,
      starts: starts ?? null,
      ends: ends ?? null,
      total: 0,
      counts: {},
      rest: 0,
    };
    row.total += count;
    if (keys.includes(key)) row.counts[key] = count;
    else row.rest += count;
    found.set(at, row);
  }
  return { keys, periods: [...found.values()].sort((one, other) => other.period.localeCompare(one.period)) };
}

/** A table as a file that Excel opens: what looks like a formula stays text. */
export function csvOf(lines: readonly (readonly (string | number)[])[]): string {
  const cell = (value: string | number) => {
    const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `\uFEFF${lines.map((line) => line.map(cell).join(",")).join("\r\n")}\r\n`;
}
