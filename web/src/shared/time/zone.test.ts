import dayjs from "dayjs";
import { afterEach, describe, expect, it } from "vitest";
import { spanOf } from "@/features/reports/model";
import { formatDateTime, formatMoment } from "@/shared/format";
import { isoPicked, picked } from "./picked";
import { dateOf, momentOf, setZone } from "./zone";

afterEach(() => setZone(null));

/** Half past one at night in Shanghai; still the day before in Europe and America. */
const NIGHT = Date.parse("2026-11-25T17:30:00Z");

describe("the company's time zone", () => {
  it("begins and ends days and periods", () => {
    setZone("Asia/Shanghai");
    expect(dateOf(NIGHT)).toBe("2026-11-26");
    const iso = (name: "today" | "week" | "month") => {
      const { from, to } = spanOf(name, new Date(NIGHT));
      return [from.toISOString(), to.toISOString()];
    };
    expect(iso("today")).toEqual(["2026-11-25T16:00:00.000Z", "2026-11-26T16:00:00.000Z"]);
    expect(iso("week")).toEqual(["2026-11-22T16:00:00.000Z", "2026-11-29T16:00:00.000Z"]);
    expect(iso("month")).toEqual(["2026-10-31T16:00:00.000Z", "2026-11-30T16:00:00.000Z"]);
    setZone("America/New_York");
    expect(iso("today")).toEqual(["2026-11-25T05:00:00.000Z", "2026-11-26T05:00:00.000Z"]);
  });

  it("keeps midnight where clocks change", () => {
    setZone("America/New_York");
    expect(new Date(momentOf(2026, 10, 1)).toISOString()).toBe("2026-11-01T04:00:00.000Z");
    expect(new Date(momentOf(2026, 10, 2)).toISOString()).toBe("2026-11-02T05:00:00.000Z");
  });

  it("is that of times that are shown", () => {
    setZone("Asia/Shanghai");
    expect(formatDateTime(NIGHT, "en")).toBe("26/11/2026, 01:30:00");
    expect(formatMoment(NIGHT, Date.parse("2026-11-26T04:00:00Z"), "en")).toBe("01:30");
    setZone("America/New_York");
    expect(formatDateTime(NIGHT, "en")).toBe("25/11/2026, 12:30:00");
  });

  it("is that of date fields, there and back", () => {
    setZone("Asia/Shanghai");
    const shown = picked("2026-11-25T17:30:00Z");
    expect(shown?.format("YYYY-MM-DD HH:mm")).toBe("2026-11-26 01:30");
    expect(shown && isoPicked(shown)).toBe("2026-11-25T17:30:00.000Z");
    expect(isoPicked(dayjs("2026-11-26 00:00"))).toBe("2026-11-25T16:00:00.000Z");
  });

  it("is this computer's while it is not known, also when its name is not", () => {
    for (const name of [null, "Mars/Olympus"]) {
      setZone(name);
      const here = new Date(2026, 10, 26, 9, 15);
      expect(picked(here.getTime())?.format("HH:mm")).toBe("09:15");
      expect(momentOf(2026, 10, 26, 9, 15)).toBe(here.getTime());
    }
  });
});
