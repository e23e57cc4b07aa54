import { describe, expect, it } from "vitest";
import { formatDuration, formatMoment, pickText, secondsSince } from "./format";
import { formatNumber, isDiallable } from "./number";

describe("durations", () => {
  it.each([
    [0, "0:00"],
    [9.9, "0:09"],
    [75, "1:15"],
    [3600, "1:00:00"],
    [3725, "1:02:05"],
    [-3, "0:00"],
  ])("%d s is %s", (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  it("never run backwards", () => {
    expect(secondsSince(2000, 1000)).toBe(0);
    expect(secondsSince(null, 1000)).toBe(0);
  });
});

describe("numbers as people write them", () => {
  it.each([
    ["+8613800138000", "138 0013 8000"],
    ["+861087654321", "010-87654321"],
    ["+862987654321", "029-87654321"],
    ["+8653188887777", "0531-88887777"],
    ["95588", "95588"],
    ["1000", "1000"],
    ["+442071234567", "+442071234567"],
  ])("%s is %s", (number, text) => {
    expect(formatNumber(number)).toBe(text);
  });

  it("tells numbers from names", () => {
    expect(isDiallable("+8613800138000")).toBe(true);
    expect(isDiallable("guest76a6fe8c")).toBe(false);
  });
});

describe("texts in two languages", () => {
  it("fall back to the other language", () => {
    expect(pickText({ zh: "中", en: "E" }, "en")).toBe("E");
    expect(pickText({ zh: "中" }, "en")).toBe("中");
    expect(pickText(null, "en")).toBe("");
  });
});

describe("a moment", () => {
  it("is a time when it is today, else a day and a time", () => {
    const now = new Date(2026, 10, 26, 18).getTime();
    expect(formatMoment(new Date(2026, 10, 26, 9, 5).getTime(), now, "zh-CN")).toBe("09:05");
    expect(formatMoment(new Date(2026, 10, 25, 9, 5).getTime(), now, "en")).toBe("25/11, 09:05");
    expect(formatMoment(null, now, "en")).toBe("");
  });
});
