/**
 * The company's time zone. Days, periods and moments are its, whatever this computer's clock is set to: a report of
 * today begins at the company's midnight, for everybody who looks at it.
 */
let zone: string | undefined;
let parts: Intl.DateTimeFormat | null = null;

/** Set when somebody is logged in; a zone that this browser does not know is left out. */
export function setZone(name: string | null | undefined): void {
  parts = null;
  try {
    zone = name ? new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone : undefined;
  } catch {
    zone = undefined;
  }
}

/** For `Intl`; undefined while it is not known, which is this computer's. */
export const zoneName = (): string | undefined => zone;

/** What clock and calendar of the zone show. `month` from 0, as Date counts them. */
export interface Wall {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

export function wallOf(at: number): Wall {
  parts ??= new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    calendar: "gregory",
    numberingSystem: "latn",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
    hourCycle: "h23",
  });
  const found = Object.fromEntries(parts.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = found;
  return { year, month: month - 1, day, hour, minute, second };
}

/** Milliseconds since the epoch when the zone's clock shows this. Days and months may lie beyond their ends. */
export function momentOf(year: number, month: number, day: number, hour = 0, minute = 0, second = 0): number {
  const wanted = Date.UTC(year, month, day, hour, minute, second);
  const offset = (at: number) => {
    const wall = wallOf(at);
    return Date.UTC(wall.year, wall.month, wall.day, wall.hour, wall.minute, wall.second) - at;
  };
  const near = wanted - offset(wanted);
  return wanted - offset(near);
}

/** The zone's date of a moment as YYYY-MM-DD. */
export function dateOf(at: number): string {
  const { year, month, day } = wallOf(at);
  return `${year}-${String(month + 1).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}
