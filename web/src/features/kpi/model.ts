import { formatDuration } from "@/shared/format";

/** How a figure of the catalogue is written; a dash where it has no value. */
export function formatKpi(value: number | null | undefined, unit: string): string {
  if (value === null || value === undefined) return "–";
  if (unit === "share") return `${(value * 100).toFixed(1)}%`;
  return unit === "calls" ? String(value) : formatDuration(value);
}

/** How a figure changed against another period: better or worse by what the catalogue says; null where it cannot be told. */
export function change(
  now: number | null | undefined,
  before: number | null | undefined,
  better: string,
): { share: number; good: boolean | null } | null {
  if (now === null || now === undefined || !before) return null;
  const share = (now - before) / Math.abs(before);
  const good = better === "" || share === 0 ? null : share > 0 === (better === "up");
  return { share, good };
}
