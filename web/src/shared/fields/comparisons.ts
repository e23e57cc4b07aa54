import type { Condition, FieldDefinition } from "./definitions";

export interface Comparison {
  field: string;
  is: string;
  value: unknown;
}

export const OPERATORS = ["eq", "ne", "lt", "le", "gt", "ge", "in", "contains", "empty", "filled"] as const;
export type Operator = (typeof OPERATORS)[number];

/** A condition that can be put together by choosing; null for one that nests deeper. */
export function readCondition(condition: Condition | null | undefined): { parts: Comparison[]; any: boolean } | null {
  if (!condition || Object.keys(condition).length === 0) return { parts: [], any: false };
  const list = (condition.all ?? condition.any ?? [condition]) as Condition[];
  if (!Array.isArray(list) || list.some((part) => typeof part.field !== "string")) return null;
  const parts = list.map((part) => ({ field: String(part.field), is: String(part.is), value: part.value }));
  return { parts, any: "any" in condition };
}

/** One comparison stands alone; none is no condition. */
export function writeCondition(parts: readonly Comparison[], any: boolean): Condition | undefined {
  const written = parts.map(({ field, is, value }): Condition => {
    const alone = is === "empty" || is === "filled" || value === undefined;
    return alone ? { field, is } : { field, is, value };
  });
  if (written.length <= 1) return written[0];
  return any ? { any: written } : { all: written };
}

/** What values of a field can be compared by. */
export function operatorsFor(field: FieldDefinition | undefined): Operator[] {
  switch (field?.kind) {
    case "number":
    case "money":
    case "date":
    case "datetime":
      return ["eq", "ne", "lt", "le", "gt", "ge", "empty", "filled"];
    case "text":
    case "long_text":
    case "phone":
      return ["eq", "ne", "contains", "empty", "filled"];
    case "choice":
      return ["eq", "ne", "in", "empty", "filled"];
    case "choices":
      return ["contains", "in", "empty", "filled"];
    case "yes_no":
      return ["eq", "empty", "filled"];
    case "file":
      return ["empty", "filled"];
    default:
      return field ? ["eq", "ne", "empty", "filled"] : ["filled"];
  }
}
