import dayjs, { type Dayjs } from "dayjs";
import { instant, serverNow } from "@/api/clock";
import { momentOf, wallOf } from "./zone";

/** A moment as date fields have it: showing the clock of the company's zone. Null for none. */
export function picked(at: string | number | null | undefined): Dayjs | null {
  const moment = typeof at === "number" ? at : instant(at);
  if (moment === null) return null;
  const { year, month, day, hour, minute, second } = wallOf(moment);
  return dayjs(new Date(year, month, day, hour, minute, second));
}

/** The moment (ms) that a date field's value means. */
export const momentPicked = (at: Dayjs): number =>
  momentOf(at.year(), at.month(), at.date(), at.hour(), at.minute(), at.second());

/** The same as ISO 8601. */
export const isoPicked = (at: Dayjs): string => new Date(momentPicked(at)).toISOString();

/** What date fields take for now – today's mark, the button “now” – is asked of dayjs by this name (antd). */
dayjs.extend((_options, made) => {
  Object.assign(made.prototype, { tz: () => picked(serverNow()) });
});
