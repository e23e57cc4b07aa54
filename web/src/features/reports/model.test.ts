import { describe, expect, it } from "vitest";
import { spanBefore, spanOf } from "./model";

const day = (year: number, month: number, date: number) => new Date(year, month - 1, date);

describe("periods", () => {
  const thursday = new Date(2026, 10, 26, 15, 30);

  it("begin at midnight, weeks on Monday, months on the first", () => {
    expect(spanOf("today", thursday)).toEqual({ from: day(2026, 11, 26), to: day(2026, 11, 27) });
    expect(spanOf("yesterday", thursday)).toEqual({ from: day(2026, 11, 25), to: day(2026, 11, 26) });
    expect(spanOf("week", thursday)).toEqual({ from: day(2026, 11, 23), to: day(2026, 11, 30) });
    expect(spanOf("week", day(2026, 11, 29))).toEqual({ from: day(2026, 11, 23), to: day(2026, 11, 30) });
    expect(spanOf("last_week", thursday)).toEqual({ from: day(2026, 11, 16), to: day(2026, 11, 23) });
    expect(spanOf("last_month", thursday)).toEqual({ from: day(2026, 10, 1), to: day(2026, 11, 1) });
  });

  it("are compared with those before: days with days, months with months", () => {
    expect(spanBefore(spanOf("week", thursday))).toEqual(spanOf("last_week", thursday));
    expect(spanBefore(spanOf("month", thursday))).toEqual(spanOf("last_month", thursday));
    expect(spanBefore({ from: day(2026, 3, 1), to: day(2026, 4, 1) })).toEqual({
      from: day(2026, 2, 1),
      to: day(2026, 3, 1),
    });
    const hours = { from: new Date(2026, 10, 26, 9), to: new Date(2026, 10, 26, 12) };
    expect(spanBefore(hours)).toEqual({ from: new Date(2026, 10, 26, 6), to: new Date(2026, 10, 26, 9) });
  });
});
