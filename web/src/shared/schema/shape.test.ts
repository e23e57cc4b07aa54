import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { blank, blankGroup, type Field, fieldsOf, type Schemas, type Shape, shapeOf } from "./shape";

const described = JSON.parse(readFileSync(join(import.meta.dirname, "../../../openapi.json"), "utf8")) as {
  components: { schemas: Schemas };
};
const schemas = described.components.schemas;
const shape = (name: string) => shapeOf({ $ref: `#/components/schemas/${name}` }, schemas);

describe("the shape of the API's bodies", () => {
  it("knows texts in both languages, choices, numbers with limits, lists and maps", () => {
    const fields = new Map(fieldsOf(schemas.NewQueue ?? {}, schemas).map((field) => [field.name, field]));
    expect(fields.get("name")).toMatchObject({ required: true, shape: { control: "both" } });
    expect(fields.get("ring_timeout")?.shape).toMatchObject({ control: "number", minimum: 3, maximum: 120 });
    expect(fields.get("strategy")?.shape.control).toBe("choice");
    expect(fields.get("spare_flexible")).toMatchObject({ default: false, shape: { control: "switch" } });
    expect(fields.get("keys")?.shape).toMatchObject({ control: "map", key: "^[0-9*#]$", item: { control: "group" } });
    expect(fields.get("overflow")?.shape).toMatchObject({ control: "items", item: { control: "group" } });
    expect(fields.get("category_priority")?.shape).toMatchObject({ control: "map", item: { control: "number" } });
  });

  it("knows the keys of a map that are fixed", () => {
    const fields = new Map(fieldsOf(schemas.MediaBody ?? {}, schemas).map((field) => [field.name, field.shape]));
    expect(fields.get("capacity")).toMatchObject({ control: "map", names: ["chat", "email"] });
    expect(fields.get("agents")).toMatchObject({ names: [], item: { control: "map", names: ["chat", "email"] } });
  });

  it("looks within what may be null", () => {
    const rule = shape("OverflowRuleBody");
    const text = rule.control === "group" ? rule.fields.find((field) => field.name === "text") : undefined;
    expect(text).toMatchObject({ nullable: true, shape: { control: "both" } });
  });

  it("gives a week its seven days", () => {
    const week = fieldsOf(schemas.HoursBody ?? {}, schemas).find((field) => field.name === "week");
    expect(week?.shape).toMatchObject({ control: "items", fixed: 7 });
    expect(week && blank(week.shape)).toHaveLength(7);
  });

  it("starts with the defaults", () => {
    const made = blankGroup(fieldsOf(schemas.NewQueue ?? {}, schemas));
    expect(made).toMatchObject({ name: { zh: "", en: "" }, ring_max: 5, keys: {} });
    expect(made.callback).toMatchObject({ enabled: true, attempts: 3 });
  });

  it("ends for every schema", () => {
    const depth = (one: Shape): number =>
      one.control === "group"
        ? 1 + Math.max(0, ...one.fields.map((field: Field) => depth(field.shape)))
        : one.control === "items" || one.control === "map"
          ? 1 + depth(one.item)
          : 1;
    for (const name of ["NewQueue", "NewTrunk", "HoursBody", "NewEntry"]) expect(depth(shape(name))).toBeLessThan(8);
  });
});
