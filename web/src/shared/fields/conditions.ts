import type { Condition, FieldDefinition, Values } from "./definitions";

/** The server's rules for conditions (crm/fields/conditions.py), so that a form shows at once what they say. */

export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

export function holds(condition: Condition | null | undefined, values: Values): boolean {
  if (!condition || Object.keys(condition).length === 0) return true;
  if (Array.isArray(condition.all)) return condition.all.every((part) => holds(part as Condition, values));
  if (Array.isArray(condition.any)) return condition.any.some((part) => holds(part as Condition, values));
  if (condition.not) return !holds(condition.not as Condition, values);
  return compare(values[String(condition.field)], String(condition.is), condition.value);
}

/** The fields that a condition looks at. */
export function fieldsIn(condition: Condition | null | undefined): string[] {
  if (!condition) return [];
  const parts = [...list(condition.all), ...list(condition.any), ...list(condition.not)] as Condition[];
  const own = typeof condition.field === "string" ? [condition.field] : [];
  return [...new Set([...own, ...parts.flatMap(fieldsIn)])];
}

/** Values of what is shown: a field that hides is empty for the others, which may hide them too. `around`: the record's
 * own properties, at which conditions may look besides. */
export function visibleValues(definitions: readonly FieldDefinition[], values: Values, around: Values = {}): Values {
  let shown = values;
  for (const _ of definitions) {
    const before = shown;
    const kept = definitions.filter((one) => one.code in before && holds(one.visible_if, { ...around, ...before }));
    if (kept.length === Object.keys(before).length) break;
    shown = Object.fromEntries(kept.map((one) => [one.code, before[one.code]]));
  }
  return shown;
}

export interface FieldState {
  visible: boolean;
  required: boolean;
}

/** Which fields are shown, and which of them must be filled, with these values. */
export function statesOf(
  definitions: readonly FieldDefinition[],
  values: Values,
  around: Values = {},
): Map<string, FieldState> {
  const seen = { ...around, ...visibleValues(definitions, values, around) };
  return new Map(
    definitions.map((one) => {
      const required = one.required === true || (Boolean(one.required_if) && holds(one.required_if, seen));
      return [one.code, { visible: holds(one.visible_if, seen), required }];
    }),
  );
}

function compare(have: unknown, operator: string, wanted: unknown): boolean {
  switch (operator) {
    case "empty":
      return isEmpty(have);
    case "filled":
      return !isEmpty(have);
    case "eq":
      return equal(have, wanted);
    case "ne":
      return !equal(have, wanted);
    case "in":
      return list(have).some((one) => list(wanted).some((choice) => equal(one, choice)));
    case "contains":
      if (Array.isArray(have)) return have.some((one) => equal(one, wanted));
      return typeof have === "string" && have !== "" && have.toLowerCase().includes(String(wanted).toLowerCase());
    default:
      return ordered(have, operator, wanted);
  }
}

function equal(have: unknown, wanted: unknown): boolean {
  if (isEmpty(have)) return false;
  if (Array.isArray(have) || Array.isArray(wanted)) {
    const sorted = (value: unknown) => list(value).map(String).sort().join("\n");
    return sorted(have) === sorted(wanted);
  }
  if (typeof have === "boolean" || typeof wanted === "boolean") return have === wanted;
  if (typeof have === "string" && typeof wanted === "string") return have === wanted;
  const number = numeric(have);
  return number !== null && number === numeric(wanted);
}

function ordered(have: unknown, operator: string, wanted: unknown): boolean {
  const [left, right] = [numeric(have), numeric(wanted)];
  if (left !== null && right !== null) return inOrder(left, operator, right);
  return typeof have === "string" && typeof wanted === "string" && have !== "" && wanted !== ""
    ? inOrder(have, operator, wanted)
    : false;
}

function inOrder<T extends number | string>(left: T, operator: string, right: T): boolean {
  if (operator === "lt") return left < right;
  if (operator === "le") return left <= right;
  return operator === "gt" ? left > right : left >= right;
}

function numeric(value: unknown): number | null {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value !== "string" || value.trim() === "") return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
}
