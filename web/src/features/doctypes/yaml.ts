import { readYaml } from "@/shared/graph/readYaml";
import { NODE_KINDS, type TypeDraft } from "./model";

/** A type written as YAML, or what is wrong with it: as YAML (`problem`), or as what the designer can draw (`place`; "":
 * it is no type at all). What else is wrong with it the server finds. */
export function readType(
  text: string,
): { type: TypeDraft } | { problem: string; line: number | null } | { place: string } {
  const read = readYaml(text);
  if ("problems" in read) return { problem: read.problems[0]?.text ?? "", line: read.problems[0]?.line ?? null };
  const place = wrongPlace(read.value);
  return place === null ? { type: read.value as TypeDraft } : { place };
}

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value: unknown) => typeof value === "string";

/** Where something stands that cannot be drawn; null when everything can. */
function wrongPlace(type: unknown): string | null {
  if (!isMapping(type) || !isText(type.code) || !isMapping(type.process)) return "";
  const { form, process } = type;
  if (!isMapping(type.name)) return "name";
  for (const part of ["form", "numbering", "confidential"])
    if (type[part] != null && !isMapping(type[part])) return part;
  return (
    wrongIn("process.nodes", process.nodes, wrongNode, true) ??
    wrongIn("form.sections", isMapping(form) ? form.sections : null, (section) =>
      section.name != null && !isMapping(section.name) ? "name" : wrongIn("fields", section.fields, named),
    ) ??
    wrongIn("triggers", type.triggers, (trigger) => wrongIn("do", trigger.do, () => null, true, false)) ??
    wrongTexts("surveys", type.surveys)
  );
}

const named = (thing: Record<string, unknown>) => (thing.name != null && !isMapping(thing.name) ? "name" : null);

function wrongNode(node: Record<string, unknown>): string | null {
  if (!NODE_KINDS.some((kind) => kind === node.kind)) return "kind";
  for (const part of ["handler", "deadline"]) if (node[part] != null && !isMapping(node[part])) return part;
  const { place } = node;
  if (place != null && !(Array.isArray(place) && place.length === 2 && place.every(Number.isFinite))) return "place";
  return (
    named(node) ??
    wrongIn("outcomes", node.outcomes, (outcome) => named(outcome) ?? wrongTexts("required", outcome.required)) ??
    wrongIn("cases", node.cases, () => null, false, false) ??
    wrongTexts("edit", node.edit) ??
    wrongTexts("required", node.required) ??
    wrongTexts("surveys", node.surveys)
  );
}

/** A list of mappings, which have codes unless `coded` is false; it may lack unless `must`. */
function wrongIn(
  name: string,
  list: unknown,
  inner: (one: Record<string, unknown>) => string | null,
  must = false,
  coded = true,
): string | null {
  if (list == null && !must) return null;
  if (!Array.isArray(list)) return name;
  for (const [index, one] of list.entries()) {
    const here = `${name}.${index + 1}`;
    if (!isMapping(one) || (coded && !isText(one.code))) return here;
    const deeper = inner(one);
    if (deeper !== null) return `${here}.${deeper}`;
  }
  return null;
}

const wrongTexts = (name: string, list: unknown): string | null =>
  list == null || (Array.isArray(list) && list.every(isText)) ? null : name;
