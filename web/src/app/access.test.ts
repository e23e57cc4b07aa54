import { describe, expect, it } from "vitest";
import { hasDesk, mayDo, mayDoForOthers } from "./access";

const user = (functions: Record<string, "own" | "below" | "all" | "none">, number: string | null = "1001") => ({
  functions,
  number,
});

describe("what a user may do", () => {
  it("is what he has been granted, whatever his role", () => {
    expect(mayDo(user({ "calls.read": "own" }), "calls.read")).toBe(true);
    expect(mayDo(user({}), "calls.read")).toBe(false);
    expect(mayDo(user({ "calls.read": "none" }), "calls.read")).toBe(false);
  });

  it("may reach his own rows alone", () => {
    expect(mayDoForOthers(user({ "kpis.read": "own" }), "kpis.read")).toBe(false);
    expect(mayDoForOthers(user({ "kpis.read": "below" }), "kpis.read")).toBe(true);
    expect(mayDoForOthers(user({}), "kpis.read")).toBe(false);
  });

  it("is answering calls only with a number", () => {
    expect(hasDesk(user({ "phone.use": "all" }))).toBe(true);
    expect(hasDesk(user({ "phone.use": "all" }, null))).toBe(false);
    expect(hasDesk(user({}))).toBe(false);
  });
});
