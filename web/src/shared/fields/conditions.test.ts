import { describe, expect, it } from "vitest";
import { fieldsIn, holds, statesOf, visibleValues } from "./conditions";
import type { FieldDefinition } from "./definitions";

const text = (code: string, more: Partial<FieldDefinition> = {}): FieldDefinition => ({
  code,
  kind: "text",
  label: { zh: code, en: code },
  ...more,
});

describe("conditions, as the server reads them", () => {
  it.each([
    [{ field: "a", is: "eq", value: 12.5 }, { a: "12.50" }, true],
    [{ field: "a", is: "eq", value: "x" }, {}, false],
    [{ field: "a", is: "ne", value: "x" }, {}, true],
    [{ field: "a", is: "gt", value: 9 }, { a: "10.00" }, true],
    [{ field: "a", is: "lt", value: 9 }, {}, false],
    [{ field: "a", is: "ge", value: "2026-11-26" }, { a: "2026-11-26" }, true],
    [{ field: "a", is: "in", value: ["x", "y"] }, { a: ["y", "z"] }, true],
    [{ field: "a", is: "contains", value: "Fri" }, { a: "on friday" }, true],
    [{ field: "a", is: "contains", value: "y" }, { a: ["x"] }, false],
    [{ field: "a", is: "eq", value: ["x", "y"] }, { a: ["y", "x"] }, true],
    [{ field: "a", is: "empty" }, { a: [] }, true],
    [{ field: "a", is: "eq", value: true }, { a: true }, true],
    [{ not: { field: "a", is: "filled" } }, { a: "x" }, false],
    [{ all: [{ field: "a", is: "filled" }, { any: [{ field: "b", is: "eq", value: 1 }] }] }, { a: "x", b: 1 }, true],
  ])("%j with %j is %s", (condition, values, result) => {
    expect(holds(condition, values)).toBe(result);
  });

  it("name the fields that they look at", () => {
    expect(fieldsIn({ all: [{ field: "a", is: "filled" }, { not: { field: "b", is: "empty" } }] })).toEqual(["a", "b"]);
  });
});

describe("a form's fields", () => {
  const chain = [
    text("a"),
    text("b", { visible_if: { field: "a", is: "filled" } }),
    text("c", { visible_if: { field: "b", is: "filled" }, required_if: { field: "a", is: "eq", value: "now" } }),
  ];

  it("hide with what they depend on", () => {
    expect(visibleValues(chain, { b: "x", c: "y" })).toEqual({});
    expect(statesOf(chain, { b: "x" }).get("c")).toEqual({ visible: false, required: false });
  });

  it("are required when their condition says so", () => {
    expect(statesOf(chain, { a: "now", b: "x" }).get("c")).toEqual({ visible: true, required: true });
    expect(statesOf(chain, { a: "later", b: "x" }).get("c")).toEqual({ visible: true, required: false });
  });
});
