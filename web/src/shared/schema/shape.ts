/** What a form has to show for a JSON schema of the API's own description. */

export interface JsonSchema {
  $ref?: string;
  type?: string;
  title?: string;
  description?: string;
  enum?: readonly unknown[];
  const?: unknown;
  anyOf?: readonly JsonSchema[];
  oneOf?: readonly JsonSchema[];
  properties?: Record<string, JsonSchema>;
  patternProperties?: Record<string, JsonSchema>;
  additionalProperties?: boolean | JsonSchema;
  propertyNames?: JsonSchema;
  items?: JsonSchema;
  required?: readonly string[];
  default?: unknown;
  pattern?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
}

export type Schemas = Readonly<Record<string, JsonSchema>>;

export interface Field {
  name: string;
  shape: Shape;
  required: boolean;
  nullable: boolean;
  default: unknown;
}

export type Shape =
  | { control: "text"; pattern: string; maxLength: number | null; long: boolean; secret: boolean }
  | { control: "both" }
  | { control: "number"; whole: boolean; minimum: number | null; maximum: number | null }
  | { control: "switch" }
  | { control: "choice"; choices: readonly (string | number)[] }
  | { control: "choices"; choices: readonly string[] }
  | { control: "moment"; only: "date" | "time" | null }
  | { control: "list"; pattern: string }
  | { control: "items"; item: Shape; fixed: number | null }
  | { control: "map"; key: string; names: readonly string[]; item: Shape }
  | { control: "group"; fields: readonly Field[] }
  | { control: "any" };

export function resolve(schema: JsonSchema, schemas: Schemas): JsonSchema {
  if (!schema.$ref) return schema;
  const name = schema.$ref.split("/").at(-1) ?? "";
  return resolve(schemas[name] ?? {}, schemas);
}

/** A schema without the "or null" around it. */
function within(schema: JsonSchema, schemas: Schemas): { inner: JsonSchema; nullable: boolean } {
  const seen = resolve(schema, schemas);
  const parts = seen.anyOf ?? seen.oneOf;
  if (!parts) return { inner: seen, nullable: false };
  const real = parts.map((part) => resolve(part, schemas)).filter((part) => part.type !== "null");
  const nullable = real.length < parts.length;
  const first = real.find((part) => part.const === undefined) ?? real[0];
  return { inner: first ?? {}, nullable };
}

export function fieldsOf(schema: JsonSchema, schemas: Schemas): Field[] {
  const { properties = {}, required = [] } = resolve(schema, schemas);
  return Object.entries(properties).map(([name, inner]) => ({
    name,
    shape: shapeOf(inner, schemas, name),
    required: required.includes(name),
    nullable: within(inner, schemas).nullable,
    default: inner.default ?? resolve(inner, schemas).default,
  }));
}

const LONG = 300;

export function shapeOf(schema: JsonSchema, schemas: Schemas, name = ""): Shape {
  const { inner } = within(schema, schemas);
  if (inner.enum) return { control: "choice", choices: inner.enum as (string | number)[] };
  switch (inner.type) {
    case "string":
      return textShape(inner, name);
    case "boolean":
      return { control: "switch" };
    case "integer":
    case "number":
      return {
        control: "number",
        whole: inner.type === "integer",
        minimum: inner.minimum ?? inner.exclusiveMinimum ?? null,
        maximum: inner.maximum ?? null,
      };
    case "array":
      return listShape(inner, schemas);
    case "object":
      return objectShape(inner, schemas);
    default:
      return { control: "any" };
  }
}

function textShape(schema: JsonSchema, name: string): Shape {
  if (schema.format === "date-time") return { control: "moment", only: null };
  if (schema.format === "date" || schema.format === "time") return { control: "moment", only: schema.format };
  return {
    control: "text",
    pattern: schema.pattern ?? "",
    maxLength: schema.maxLength ?? null,
    long: (schema.maxLength ?? 0) > LONG,
    secret: /password|secret/.test(name),
  };
}

function listShape(schema: JsonSchema, schemas: Schemas): Shape {
  const item = shapeOf(schema.items ?? {}, schemas);
  const fixed = schema.minItems !== undefined && schema.minItems === schema.maxItems ? schema.minItems : null;
  if (fixed === null && item.control === "text") return { control: "list", pattern: item.pattern };
  if (fixed === null && item.control === "choice") return { control: "choices", choices: item.choices.map(String) };
  return { control: "items", item, fixed };
}

function objectShape(schema: JsonSchema, schemas: Schemas): Shape {
  const fields = fieldsOf(schema, schemas);
  const inside = fields.map((field) => field.name).sort();
  if (inside.length === 2 && inside[0] === "en" && inside[1] === "zh") return { control: "both" };
  if (fields.length > 0) return { control: "group", fields };
  const names = schema.propertyNames?.enum;
  const [key, inner] = Object.entries(schema.patternProperties ?? {})[0] ?? [
    schema.propertyNames?.pattern ?? (names ? `^(${names.join("|")})$` : ""),
    typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined,
  ];
  return inner
    ? { control: "map", key, names: (names ?? []).map(String), item: shapeOf(inner, schemas) }
    : { control: "any" };
}

/** What a new thing of this shape starts with. */
export function blank(shape: Shape): unknown {
  switch (shape.control) {
    case "text":
      return "";
    case "both":
      return { zh: "", en: "" };
    case "number":
      return shape.minimum !== null && shape.minimum > 0 ? shape.minimum : 0;
    case "switch":
      return false;
    case "choice":
      return shape.choices.find((one) => one !== "none") ?? shape.choices[0];
    case "choices":
    case "list":
      return [];
    case "items":
      return Array.from({ length: shape.fixed ?? 0 }, () => blank(shape.item));
    case "map":
      return {};
    case "group":
      return blankGroup(shape.fields);
    default:
      return null;
  }
}

export function blankGroup(fields: readonly Field[]): Record<string, unknown> {
  return Object.fromEntries(
    fields
      .filter((field) => field.required || field.default !== undefined || !field.nullable)
      .map((field) => [field.name, field.default !== undefined ? field.default : blank(field.shape)]),
  );
}

/** The values that the fields know, of whatever was read. */
export function known(fields: readonly Field[], value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    fields.filter((field) => value[field.name] !== undefined).map((field) => [field.name, value[field.name]]),
  );
}
