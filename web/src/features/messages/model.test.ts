import { describe, expect, it } from "vitest";
import { placeOf } from "@/shared/subjects";
import { wishes } from "./model";

describe("the message box", () => {
  it("names every kind that is heard or not", () => {
    const kinds = [
      { kind: "task", sound: true, muted: false },
      { kind: "notice", sound: false, muted: true },
    ];
    expect(wishes(kinds)).toEqual({ muted: ["notice"], loud: ["task"], silent: ["notice"] });
  });

  it("leads to what a message is about, where that has a page", () => {
    expect(placeOf({ kind: "ticket", id: "a/b" })).toBe("/documents/a%2Fb");
    expect(placeOf({ kind: "nonsense", id: "x" })).toBeNull();
    expect(placeOf(null)).toBeNull();
  });
});
