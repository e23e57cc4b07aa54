import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Field } from "@/shared/schema/shape";
import { formFields, toSend, typed } from "./model";
import { type Resource, ROOMS, resourceOf } from "./resources";

function room(name: string): Resource {
  const found = resourceOf(name);
  if (!found) throw new Error(name);
  return found;
}

describe("what is sent", () => {
  it("of a new thing is all of it, without an empty secret", () => {
    expect(toSend(room("trunks"), null, { id: "a", host: "h", secret: "" })).toEqual({
      id: "",
      body: { id: "a", host: "h" },
    });
  });

  it("of a calendar goes to its own address", () => {
    expect(toSend(room("hours"), null, { id: "office", week: [] })).toEqual({ id: "office", body: { week: [] } });
  });

  it("of an old thing is what was changed", () => {
    const before = { id: "q", name: { zh: "甲", en: "a" }, ring_timeout: 20, wrap_up: 5 };
    expect(toSend(room("queues"), before, { name: { zh: "甲", en: "a" }, ring_timeout: 25, wrap_up: 5 })).toEqual({
      id: "q",
      body: { ring_timeout: 25 },
    });
  });

  it("of a role says the version, and which rights are gone", () => {
    const before = {
      id: "r",
      version: 3,
      grants: { "calls.read": { scope: "own", units: [] }, "x.y": { scope: "all" } },
    };
    const after = { grants: { "calls.read": { scope: "unit", units: [] } } };
    expect(toSend(room("roles"), before, after).body).toEqual({
      version: 3,
      grants: { "calls.read": { scope: "unit", units: [] }, "x.y": { scope: "none", units: [] } },
    });
  });
});

describe("the fields of a form", () => {
  const field = (name: string): Field => ({
    name,
    shape: { control: "switch" },
    required: false,
    nullable: false,
    default: undefined,
  });

  it("begin with the id of a new thing and its name, and leave out the version", () => {
    const fields = ["host", "version", "name", "id"].map(field);
    expect(formFields(room("trunks"), fields, true).map((one) => one.name)).toEqual(["id", "name", "host"]);
    expect(formFields(room("trunks"), fields, false).map((one) => one.name)).toEqual(["name", "host"]);
    expect(formFields(room("hours"), [field("week")], true).map((one) => one.name)).toEqual(["id", "week"]);
  });
});

describe("every room", () => {
  it("has the shapes of its forms in the API's description", () => {
    const { schemas } = JSON.parse(readFileSync(join(import.meta.dirname, "../../../openapi.json"), "utf8")).components;
    for (const name of ROOMS) {
      const { body, changed = body } = room(name);
      expect(Object.keys(schemas[body]?.properties ?? {}), `${name}: ${body}`).not.toEqual([]);
      expect(Object.keys(schemas[changed]?.properties ?? {}), `${name}: ${changed}`).not.toEqual([]);
    }
  });
});

describe("what is kept of a form", () => {
  const secret = { control: "text", pattern: "", maxLength: null, long: false, secret: true } as const;
  const field = (name: string, shape: Field["shape"]): Field => ({
    name,
    shape,
    required: false,
    nullable: false,
    default: undefined,
  });
  it("is what was typed, and never a secret", () => {
    const fields = [
      field("host", { ...secret, secret: false }),
      field("secret", secret),
      field("on", { control: "switch" }),
    ];
    expect(typed(fields, { host: "a", secret: "", on: true }, { host: "b", secret: "x", on: true })).toEqual({
      host: "b",
    });
  });
});
