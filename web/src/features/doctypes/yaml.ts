import { parseDocument } from "yaml";
import type { TypeDraft } from "./model";

/** A type written as YAML, or what is wrong with it as YAML ("": it is, but no type). */
export function readType(text: string): { type: TypeDraft } | { problem: string; line: number | null } {
  const parsed = parseDocument(text);
  const [error] = parsed.errors;
  if (error) return { problem: error.message.split("\n")[0] ?? "", line: error.linePos?.[0].line ?? null };
  const value = parsed.toJS() as Partial<TypeDraft> | null;
  const nodes = value?.process?.nodes;
  if (typeof value?.code !== "string" || !Array.isArray(nodes) || nodes.some((node) => typeof node?.code !== "string"))
    return { problem: "", line: null };
  return { type: value as TypeDraft };
}
