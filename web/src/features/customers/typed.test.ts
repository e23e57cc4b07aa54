import { describe, expect, it } from "vitest";
import { clashesOf, keepMine, movedOn, nothingTyped, settled, shownOf, takeTheirs, withValues } from "./typed";

const STORED = {
  name: "李雷",
  address: "",
  note: "旧",
  phones: [{ number: "+8613800138000", label: "" }],
  "fields.area": 90,
};
const typed = (values: Record<string, unknown>) => withValues(nothingTyped("k1", STORED), "k1", STORED, values);

describe("what is typed of a customer", () => {
  it("is only what differs from what is stored", () => {
    expect(typed({ ...STORED, note: "新" }).typed).toEqual({ note: "新" });
    expect(withValues(typed({ note: "新" }), "k1", STORED, { note: "旧" }).typed).toEqual({});
  });

  it("stays over others' work, and what was not typed follows", () => {
    const now = { ...STORED, address: "长安街 1 号" };
    const kept = typed({ note: "新" });
    expect(shownOf(kept, now)).toMatchObject({ note: "新", address: "长安街 1 号" });
    expect(movedOn(kept, "k1", now)).toBe(true);
    expect(clashesOf(kept, "k1", now)).toEqual([]);
  });

  it("waits for a choice where both changed the same", () => {
    const now = { ...STORED, note: "别人的", "fields.area": 100 };
    const kept = typed({ note: "新", "fields.area": 100 });
    expect(clashesOf(kept, "k1", now)).toEqual([{ name: "note", theirs: "别人的", mine: "新" }]);
    expect(shownOf(takeTheirs(kept, "note"), now).note).toBe("别人的");
    const mine = keepMine(kept, "note", now);
    expect(clashesOf(mine, "k1", now)).toEqual([]);
    expect(shownOf(mine, now).note).toBe("新");
  });

  it("is not at odds with the record that an unknown caller gets while he is entered", () => {
    const before = { name: "", phones: [{ number: "13800138000", label: "" }] };
    const kept = withValues(nothingTyped(null, before), null, before, {
      name: "李雷",
      phones: [{ number: "13800138000", label: "手机" }],
    });
    const now = { name: "", phones: [{ number: "+8613800138000", label: "" }] };
    expect(clashesOf(kept, "k1", now)).toEqual([]);
    expect(shownOf(kept, now).name).toBe("李雷");
  });

  it("is kept when it was typed while the rest was being stored", () => {
    const kept = typed({ note: "新的", address: "长安街" });
    expect(settled(kept, { note: "新", address: "长安街" }).typed).toEqual({ note: "新的" });
  });
});
