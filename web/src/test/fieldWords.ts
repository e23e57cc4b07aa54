import { readFileSync } from "node:fs";
import { catalogue as en } from "@/i18n/en";
import { catalogue as zhCN } from "@/i18n/zh-CN";
import { fieldsOf, type Schemas, type Shape } from "@/shared/schema/shape";

const described = JSON.parse(readFileSync("openapi.json", "utf8")) as { components: { schemas: Schemas } };
const { schemas } = described.components;

/** A field, a fixed choice of it, or a fixed key of what it maps. */
export interface Asked {
  path: string[];
  choice?: string;
}

/** Everything that a form made from the API's description shows a word for, at any depth. */
function* within(shape: Shape, path: string[]): Generator<Asked> {
  if (shape.control === "group")
    for (const field of shape.fields) {
      if (field.name === "version") continue;
      yield { path: [...path, field.name] };
      yield* within(field.shape, [...path, field.name]);
    }
  if (shape.control === "items" || shape.control === "map") yield* within(shape.item, path);
  if (shape.control === "map") for (const choice of shape.names) yield { path, choice };
  if (shape.control === "choice" || shape.control === "choices")
    for (const choice of shape.choices) if (choice !== "") yield { path, choice: String(choice) };
}

export const askedBy = (body: string): Asked[] => [
  ...within({ control: "group", fields: fieldsOf(schemas[body] ?? {}, schemas) }, []),
];

const text = (catalogue: object, key: string) =>
  key.split(".").reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], catalogue);

function keys(words: string, { path, choice }: Asked): string[] {
  const name = path.at(-1) ?? "";
  const key = path.join("_");
  return choice === undefined
    ? [`${words}.${key}`, `settings.fields.${key}`, `settings.fields.${name}`]
    : [`${words}.${name}_${choice}`, `settings.choices.${choice}`];
}

/** Those without a word in one of the languages, with the language. */
export function wordless(words: string, asked: readonly Asked[]): string[] {
  const missing = Object.entries({ zh: zhCN, en }).flatMap(([language, catalogue]) =>
    asked
      .filter((one) => !keys(words, one).some((key) => typeof text(catalogue, key) === "string"))
      .map((one) => `${language}: ${words}.${one.path.join(".")}${one.choice === undefined ? "" : ` = ${one.choice}`}`),
  );
  return [...new Set(missing)];
}
