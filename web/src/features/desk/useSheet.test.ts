import { act, renderHook } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { useSheet } from "./useSheet";

const TALKING = { transfer: true, keypad: true };
const NOT = { transfer: false, keypad: false };
const bar = (call: string | null = "c1") =>
  renderHook(({ can, call }) => useSheet(can, call), {
    initialProps: { can: TALKING, call } as { can: typeof TALKING; call: string | null },
  });

describe("what the phone bar has opened", () => {
  it.each(["transfer", "keypad"] as const)("%s goes with the call, and does not come back with the next", (sheet) => {
    const { result, rerender } = bar();
    act(() => result.current.open(sheet));
    expect(result.current.sheet).toBe(sheet);
    rerender({ can: NOT, call: null });
    expect(result.current.sheet).toBeNull();
    rerender({ can: TALKING, call: "c2" });
    expect(result.current.sheet).toBeNull();
  });

  it("belongs to one call, also when the next follows at once", () => {
    const { result, rerender } = bar();
    act(() => result.current.open("transfer"));
    rerender({ can: TALKING, call: "c2" });
    expect(result.current.sheet).toBeNull();
  });

  it("leaves the sheet of keys open whatever becomes of the call", () => {
    const { result, rerender } = bar();
    act(() => result.current.open("help"));
    rerender({ can: NOT, call: null });
    expect(result.current.sheet).toBe("help");
    act(() => result.current.open("help"));
    expect(result.current.sheet).toBeNull();
  });
});
