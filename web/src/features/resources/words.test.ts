import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { catalogue as en } from "@/i18n/en";
import { catalogue as zhCN } from "@/i18n/zh-CN";
import { fieldsOf, type Schemas, type Shape } from "@/shared/schema/shape";
import { RESOURCES } from "./resources";

const described = JSON.parse(readFileSync("openapi.json", "utf8")) as { components: { schemas: Schemas } };
const { schemas } = described.components;

interface Asked {
  room: string;
  path: string[];
  choice?: string;
}

/** Everything that a form shows a word for: its fields, at any depth, and the choices that are fixed. */
function* within(shape: Shape, room: string, path: string[]): Generator<Asked> {
  if (shape.control === "group")
    for (const field of shape.fields) {
      if (field.name === "version") continue;
      yield { room, path: [...path, field.name] };
      yield* within(field.shape, room, [...path, field.name]);
    }
  if (shape.control === "items" || shape.control === "map") yield* within(shape.item, room, path);
  if (shape.control === "choice" || shape.control === "choices")
    for (const choice of shape.choices) if (choice !== "") yield { room, path, choice: String(choice) };
}

function asked(): Asked[] {
  return RESOURCES.flatMap((resource) => [
    ...resource.columns.map((name) => ({ room: resource.room, path: [name] })),
    ...[resource.body, resource.changed ?? resource.body].flatMap((body) => [
      ...within({ control: "group", fields: fieldsOf(schemas[body] ?? {}, schemas) }, resource.room, []),
    ]),
  ]);
}

const text = (catalogue: object, key: string) =>
  key.split(".").reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], catalogue);

function keys({ room, path, choice }: Asked): string[] {
  const name = path.at(-1) ?? "";
  const key = path.join("_");
  return choice === undefined
    ? [`settings.${room}.${key}`, `settings.fields.${key}`, `settings.fields.${name}`]
    : [`settings.${room}.${name}_${choice}`, `settings.choices.${choice}`];
}

describe("every field and choice of the settings", () => {
  it.each([
    ["Chinese", zhCN],
    ["English", en],
  ])("has a word in %s", (_, catalogue) => {
    const missing = asked()
      .filter((one) => !keys(one).some((key) => typeof text(catalogue, key) === "string"))
      .map((one) => `${one.room}.${one.path.join(".")}${one.choice === undefined ? "" : ` = ${one.choice}`}`);
    expect([...new Set(missing)]).toEqual([]);
  });
});
