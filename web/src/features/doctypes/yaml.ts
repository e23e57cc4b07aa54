import { readYaml } from "@/shared/graph/readYaml";
import type { TypeDraft } from "./model";

/** A type written as YAML, or what is wrong with it as YAML ("": it is, but no type). */
export function readType(text: string): { type: TypeDraft } | { problem: string; line: number | null } {
  const read = readYaml(text);
  if ("problems" in read) return { problem: read.problems[0]?.text ?? "", line: read.problems[0]?.line ?? null };
  const value = read.value as Partial<TypeDraft> | null;
  const nodes = value?.process?.nodes;
  if (typeof value?.code !== "string" || !Array.isArray(nodes) || nodes.some((node) => typeof node?.code !== "string"))
    return { problem: "", line: null };
  return { type: value as TypeDraft };
}
