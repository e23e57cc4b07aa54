import type { components } from "@/api/schema";
import type { Condition, FieldDefinition } from "@/shared/fields/definitions";

type Schemas = components["schemas"];
export type Batch = Schemas["crm__visits__schemas__BatchRow"];
export type Rule = Schemas["Rule"];
export type Explained = Schemas["Explained"];
export type NewBatch = Schemas["NewBatch"];

export const LEFT_OUT = ["condition", "no_phone", "visited", "visited_lately", "same_customer"] as const;
export const SAMPLED_STATUSES = ["to_visit", "done", "archived"] as const;
export const AMOUNTS = ["all", "size", "share"] as const;
export type Amount = (typeof AMOUNTS)[number];

/** A new batch as it is typed: moments as ISO texts. */
export interface Form {
  name: string;
  questionnaire_id: string;
  source: Rule["source"];
  where: Condition | null;
  closed_from: string | null;
  closed_to: string | null;
  rest_days: number;
  amount: Amount;
  size: number;
  share: number;
  seed: string;
  agents: string[];
  sharing: "even" | "owner";
  due_at: string | null;
}

export const EMPTY: Form = {
  name: "",
  questionnaire_id: "",
  source: "tickets",
  where: null,
  closed_from: null,
  closed_to: null,
  rest_days: 30,
  amount: "share",
  size: 100,
  share: 20,
  seed: "",
  agents: [],
  sharing: "even",
  due_at: null,
};

export function ruleOf(form: Form): Rule {
  const tickets = form.source === "tickets";
  return {
    source: form.source,
    where: form.where as Rule["where"],
    closed_from: tickets ? form.closed_from : null,
    closed_to: tickets ? form.closed_to : null,
    rest_days: form.rest_days,
    size: form.amount === "size" ? form.size : null,
    share: form.amount === "share" ? form.share : null,
    seed: form.seed,
  };
}

/** The batch with the sample that was tried: by its seed it is the same again. */
export function batchOf(form: Form, tried: Explained): NewBatch {
  const { name, questionnaire_id, agents, sharing, due_at } = form;
  return { name: name.trim(), questionnaire_id, agents, sharing, due_at, rule: { ...ruleOf(form), seed: tried.seed } };
}

/** Which part of the form the server's refusal is about. */
export function partOf(field: string | undefined): "name" | "questionnaire_id" | "agents" | "due_at" | "rule" | null {
  const [part] = (field ?? "").split(".");
  return (["name", "questionnaire_id", "agents", "due_at", "rule"] as const).find((one) => one === part) ?? null;
}

/** How far a batch is: what was called off does not count. */
export function progressOf({ counts = {} }: Pick<Batch, "counts">): { over: number; all: number; percent: number } {
  const all = Object.entries(counts).reduce((sum, [state, count]) => (state === "cancelled" ? sum : sum + count), 0);
  const over = all - (counts.open ?? 0);
  return { over, all, percent: all > 0 ? Math.round((100 * over) / all) : 100 };
}

const DICTIONARIES: Readonly<Record<string, string>> = {
  type: "ticket_type",
  category: "customer_category",
  level: "customer_level",
  source: "customer_source",
};

/** What the server compares as text is chosen from what there is: words of dictionaries, states, people, units. */
export function chosenFrom(
  property: FieldDefinition,
  words: { status: (code: string) => string; kind: (code: string) => string },
): FieldDefinition {
  const option = (code: string, name: string) => ({ code, zh: name, en: name, active: true });
  const { code } = property;
  if (DICTIONARIES[code]) return { ...property, kind: "choice", dictionary: DICTIONARIES[code] };
  if (code === "status")
    return { ...property, kind: "choice", options: SAMPLED_STATUSES.map((one) => option(one, words.status(one))) };
  if (code === "customer_kind")
    return {
      ...property,
      kind: "choice",
      options: ["person", "company", "dealer"].map((one) => option(one, words.kind(one))),
    };
  if (code === "unit") return { ...property, kind: "unit" };
  if (code === "handler" || code === "owner") return { ...property, kind: "user" };
  return property;
}
