import { describe, expect, it } from "vitest";
import { change, formatKpi } from "./model";

describe("a figure", () => {
  it("is written by its unit; no value is a dash", () => {
    expect(formatKpi(0.8472, "share")).toBe("84.7%");
    expect(formatKpi(75.2, "seconds")).toBe("1:15");
    expect(formatKpi(12, "calls")).toBe("12");
    expect(formatKpi(null, "share")).toBe("–");
    expect(formatKpi(undefined, "calls")).toBe("–");
  });

  it("changes for better or worse by what is good for it", () => {
    expect(change(0.9, 0.6, "up")).toEqual({ share: 0.5 * (0.30000000000000004 / 0.3), good: true });
    expect(change(20, 10, "down")).toEqual({ share: 1, good: false });
    expect(change(20, 10, "")).toEqual({ share: 1, good: null });
    expect(change(20, 0, "up")).toBeNull();
    expect(change(null, 10, "up")).toBeNull();
  });
});
