import type { components } from "@/api/schema";
import type { Condition, FieldDefinition, FieldSection, Words } from "@/shared/fields/definitions";
import { freeCode } from "@/shared/freeCode";
import type { Place } from "@/shared/graph/arrange";

/** A document type as in its YAML file, and what can be done to it. Nothing here changes what it is given. */

export type Finding = components["schemas"]["TypeFinding"];

export interface Handler {
  by: string;
  user?: string | null;
  role?: string | null;
  unit?: string | null;
  position?: string | null;
  field?: string | null;
  region?: string | null;
  share?: "pool" | "round_robin" | "load";
}

export interface Deadline {
  minutes?: number | null;
  field?: string | null;
  hours?: string | null;
  warn?: number;
}

export interface Outcome {
  code: string;
  name: Words;
  to: string;
  if?: Condition | null;
  remark?: boolean;
  required?: string[];
  /** Unsaid, it certifies where the node does, unless it leads back to it. */
  certify?: boolean | null;
}

export const NODE_KINDS = ["task", "visit", "branch", "split", "join", "end"] as const;
export type NodeKind = (typeof NODE_KINDS)[number];

export interface ProcessNode {
  kind: NodeKind;
  code: string;
  name: Words;
  place?: Place | null;
  state?: string | null;
  handler?: Handler;
  deadline?: Deadline | null;
  edit?: string[];
  required?: string[];
  outcomes?: Outcome[];
  returnable?: boolean;
  certify?: boolean;
  surveys?: string[];
  cases?: { if: Condition; to: string }[];
  else?: string;
  /** Of a split all its branches, of a join the one way on. */
  to?: string[] | string;
  join?: string;
}

export type Effect = { do: string; [name: string]: unknown };

/** Moments of triggers that are about a node. */
export const AT_NODES: readonly string[] = ["entry", "exit", "deadline", "timer"];

/** Another moment for a trigger, without what does not belong to it and could not be seen any more. */
export const atMoment = (trigger: Trigger, when: string): Partial<Trigger> => ({
  when,
  node: AT_NODES.includes(when) ? trigger.node : undefined,
  outcome: when === "exit" ? trigger.outcome : undefined,
});

export interface Trigger {
  code: string;
  when: string;
  node?: string | null;
  outcome?: string | null;
  if?: Condition | null;
  after?: number | null;
  hours?: string | null;
  sample?: number | null;
  do: Effect[];
}

export interface TypeDraft {
  code: string;
  family?: string;
  name: Words;
  description?: Words | null;
  numbering?: { prefix?: string; period?: string; digits?: number };
  confidential?: { roles?: string[] } | null;
  form?: { sections?: FieldSection[] };
  process: { start: string; nodes: ProcessNode[] };
  triggers?: Trigger[];
  surveys?: string[];
  reopen?: string | null;
}

/** A way out of a node: `key` tells it among the node's ways. */
export interface Way {
  key: string;
  name: Words | null;
  target: string;
}

export function waysOf(node: ProcessNode): Way[] {
  switch (node.kind) {
    case "branch":
      return [
        ...(node.cases ?? []).map((one, index) => ({ key: `case:${index}`, name: null, target: one.to })),
        { key: "else", name: null, target: node.else ?? "" },
      ];
    case "split": {
      const to = Array.isArray(node.to) ? node.to : [];
      return [
        ...to.map((target, index) => ({ key: `to:${index}`, name: null, target })),
        { key: "new", name: null, target: "" },
      ];
    }
    case "join":
      return [{ key: "to", name: null, target: typeof node.to === "string" ? node.to : "" }];
    case "end":
      return [];
    default:
      return (node.outcomes ?? []).map((one) => ({ key: one.code, name: one.name, target: one.to }));
  }
}

export const sectionsOf = (type: TypeDraft): FieldSection[] => type.form?.sections ?? [];
export const fieldsOf = (type: TypeDraft): FieldDefinition[] => sectionsOf(type).flatMap((one) => one.fields ?? []);
export const nodeOf = (type: TypeDraft, code: string) => type.process.nodes.find((node) => node.code === code);

export function setNode(type: TypeDraft, code: string, change: Partial<ProcessNode>): TypeDraft {
  const nodes = type.process.nodes.map((node) => (node.code === code ? cleaned({ ...node, ...change }) : node));
  return { ...type, process: { ...type.process, nodes } };
}

/** Without what is undefined: it would be written as null. */
export function cleaned<T extends object>(thing: T): T {
  return Object.fromEntries(Object.entries(thing).filter(([, value]) => value !== undefined)) as T;
}

/** Lead a way to `target`; an empty one takes the way away where it can go, else it leads nowhere. */
export function lead(type: TypeDraft, code: string, key: string, target: string): TypeDraft {
  const node = nodeOf(type, code);
  if (!node) return type;
  const [kind, place] = key.split(":");
  switch (node.kind) {
    case "branch":
      if (kind === "else") return setNode(type, code, { else: target });
      return setNode(type, code, {
        cases: node.cases?.map((one, index) => (String(index) === place ? { ...one, to: target } : one)),
      });
    case "split": {
      const to = Array.isArray(node.to) ? node.to : [];
      if (kind === "new") return target ? setNode(type, code, { to: [...to, target] }) : type;
      const next = to.map((one, index) => (String(index) === place ? target : one));
      return setNode(type, code, { to: next.filter(Boolean) });
    }
    case "join":
      return setNode(type, code, { to: target });
    case "end":
      return type;
    default:
      return setNode(type, code, {
        outcomes: node.outcomes?.map((one) => (one.code === key ? { ...one, to: target } : one)),
      });
  }
}

/** A new node of a kind, with what the kind must have. `names`: what it and its first outcome are called. */
export function addNode(
  type: TypeDraft,
  kind: NodeKind,
  place: Place,
  names: { node: Words; outcome: Words },
): { type: TypeDraft; code: string } {
  const code = freeCode(
    kind,
    type.process.nodes.map((node) => node.code),
  );
  const base = { kind, code, name: names.node, place };
  const outcomes = [{ code: "done", name: names.outcome, to: "" }];
  const made: Record<NodeKind, ProcessNode> = {
    task: { ...base, handler: { by: "unit" }, outcomes },
    visit: { ...base, handler: { by: "creator" }, outcomes, certify: true },
    branch: { ...base, cases: [], else: "" },
    split: { ...base, to: [], join: "" },
    join: { ...base, to: "" },
    end: { ...base, state: "done" },
  };
  return { type: { ...type, process: { ...type.process, nodes: [...type.process.nodes, made[kind]] } }, code };
}

/** Without these nodes; ways that led to them lead nowhere, triggers at them are gone. */
export function removeNodes(type: TypeDraft, codes: ReadonlySet<string>): TypeDraft {
  let next: TypeDraft = {
    ...type,
    process: { ...type.process, nodes: type.process.nodes.filter((node) => !codes.has(node.code)) },
    triggers: type.triggers?.filter((trigger) => !trigger.node || !codes.has(trigger.node)),
  };
  for (const node of next.process.nodes)
    for (const way of [...waysOf(node)].reverse()) if (codes.has(way.target)) next = lead(next, node.code, way.key, "");
  return cleaned(next);
}

export function moveNodes(type: TypeDraft, places: ReadonlyMap<string, Place>): TypeDraft {
  const nodes = type.process.nodes.map((node) => {
    const place = places.get(node.code);
    return place ? { ...node, place } : node;
  });
  return { ...type, process: { ...type.process, nodes } };
}

/** Findings at a place or below it. A field stands in the server's places by its number too. */
export function findingsAt(findings: readonly Finding[], ...places: string[]): Finding[] {
  return findings.filter((one) => places.some((place) => one.place === place || one.place.startsWith(`${place}.`)));
}

export function placesOfField(type: TypeDraft, code: string): string[] {
  const number = fieldsOf(type).findIndex((field) => field.code === code);
  const section = sectionsOf(type).find((one) => one.fields?.some((field) => field.code === code));
  return [`form.fields.${number}`, `form.sections.${section?.code ?? ""}.fields.${code}`];
}

/** A type that can be published: entered, done. */
export function newType(
  code: string,
  family: string,
  name: Words,
  words: Record<"enter" | "submit" | "handle" | "finish" | "end" | "section", Words>,
): TypeDraft {
  return {
    code,
    family,
    name,
    form: { sections: [{ code: "main", name: words.section, fields: [] }] },
    process: {
      start: "enter",
      nodes: [
        {
          kind: "task",
          code: "enter",
          name: words.enter,
          state: "pending",
          handler: { by: "creator" },
          edit: ["*"],
          outcomes: [{ code: "submit", name: words.submit, to: "handle" }],
        },
        {
          kind: "task",
          code: "handle",
          name: words.handle,
          handler: { by: "unit" },
          outcomes: [{ code: "finish", name: words.finish, to: "done" }],
        },
        { kind: "end", code: "done", name: words.end, state: "done" },
      ],
    },
  };
}
