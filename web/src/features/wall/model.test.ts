import { describe, expect, it } from "vitest";
import { pagesOf, turn } from "./model";

describe("the wallboard's pages", () => {
  it("hold six queues each and turn round in both directions", () => {
    expect([0, 1, 6, 7, 50].map(pagesOf)).toEqual([1, 1, 1, 2, 9]);
    expect([0, 1, 2, 3, -1].map((steps) => turn(steps, 3))).toEqual([0, 1, 2, 0, 2]);
  });
});
