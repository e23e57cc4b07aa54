import { renderHook } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { learnServerTime } from "@/api/clock";
import { PATIENCE_MS, readKept, recoveryOf, useRecovery } from "./kept";
import type { DeskView } from "./useSituation";

const kept = { call: "c1", who: "+8613800138000", at: 1_000 };

describe("a call that the page was in before it was loaded anew", () => {
  it("is waited for until the switch gives up", () => {
    expect(recoveryOf(kept, { phase: null, call: null, sinceLoad: 1_000 })).toBe("waiting");
    expect(recoveryOf(kept, { phase: null, call: null, sinceLoad: PATIENCE_MS })).toBe("lost");
  });

  it("is answered when it rings, and is over with once it talks", () => {
    expect(recoveryOf(kept, { phase: "ringing", call: "c1", sinceLoad: 3_000 })).toBe("ringing");
    expect(recoveryOf(kept, { phase: "talking", call: "c1", sinceLoad: 3_000 })).toBeNull();
  });

  it("is not taken for another one that rings", () => {
    expect(recoveryOf(kept, { phase: "ringing", call: "c2", sinceLoad: 30_000 })).toBeNull();
  });

  it("is nothing when there was none, or long ago", () => {
    expect(recoveryOf(null, { phase: null, call: null, sinceLoad: 0 })).toBeNull();
    sessionStorage.setItem("hotline.desk.call", JSON.stringify(kept));
    expect(readKept(2_000)).toEqual(kept);
    expect(readKept(100_000)).toBeNull();
    sessionStorage.setItem("hotline.desk.call", "nonsense");
    expect(readKept(2_000)).toBeNull();
  });
});

describe("on a computer whose clock is ten minutes slow", () => {
  afterEach(() => learnServerTime(new Date().toUTCString()));

  it("a call is still waited for when the page has just been loaded", () => {
    sessionStorage.setItem("hotline.desk.call", JSON.stringify({ call: "c1", who: "李四", at: Date.now() }));
    learnServerTime(new Date(Date.now() + 600_000).toUTCString());
    const view = { call: null, phone: { leg: null }, desk: { kind: "browser" } } as unknown as DeskView;
    expect(renderHook(() => useRecovery(view)).result.current.state).toBe("waiting");
  });
});
