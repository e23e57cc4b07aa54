import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Setup = Schemas["Setup"];
export type StepDone = Schemas["StepDone"];
export type Made = Schemas["Made"];
export type FlowTemplate = Schemas["FlowTemplate"];

/** In the order in which they build on each other. */
export const STEPS = ["company", "administrator", "queue", "people", "flow", "entry", "test"] as const;
export type StepName = (typeof STEPS)[number];

/** Where what a step makes is changed later. */
export const PLACES: Record<StepName, string> = {
  company: "/setup",
  administrator: "/admin/users",
  queue: "/admin/queues",
  people: "/admin/users",
  flow: "/admin/flows",
  entry: "/admin/entries",
  test: "/test-phone",
};

export const isStep = (name: string | null): name is StepName => (STEPS as readonly string[]).includes(name ?? "");

/** The first step that was neither done nor skipped; the last one when there is none. */
export function nextStep(steps: Setup["steps"]): StepName {
  return STEPS.find((step) => !steps[step]) ?? "test";
}

export function madeBy(setup: Setup, step: StepName, kind: Made["kind"]): Made | undefined {
  return setup.steps[step]?.made?.find((made) => made.kind === kind);
}

/** An id that nothing has yet: people never see it, so it need not be clever. */
export function freeId(wanted: string, taken: readonly string[], between = "_"): string {
  if (!taken.includes(wanted)) return wanted;
  let number = 2;
  while (taken.includes(`${wanted}${between}${number}`)) number += 1;
  return `${wanted}${between}${number}`;
}

type Words = Record<string, string>;

/** The template under its own id and name, with the greeting that was typed. */
export function flowFrom(
  template: FlowTemplate,
  values: { id: string; name: Words; greeting: Words },
): Record<string, unknown> {
  const document = structuredClone(template.document) as { nodes: Record<string, Record<string, unknown>> };
  const nodes = { ...document.nodes, welcome: { ...document.nodes.welcome, say: spoken(values.greeting) } };
  return { ...document, flow: values.id, name: values.name, nodes };
}

/** A brace in a flow's text is a place for a variable; typed ones are meant as they are. */
const spoken = (words: Words) =>
  Object.fromEntries(Object.entries(words).map(([language, text]) => [language, text.replace(/[{}]/g, "$&$&")]));

export function greetingOf(template: FlowTemplate | undefined): Words {
  const welcome = (template?.document.nodes as Record<string, { say?: Words }> | undefined)?.welcome;
  return Object.fromEntries(
    Object.entries(welcome?.say ?? {}).map(([language, text]) => [
      language,
      text.replace(/\{\{|\}\}/g, (two) => two.charAt(0)),
    ]),
  );
}

const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

/** A first password that can be read out on the telephone; it is changed at the first log-in. */
export function firstPassword(): string {
  const values = crypto.getRandomValues(new Uint8Array(10));
  return [...values].map((value) => LETTERS.charAt(value % LETTERS.length)).join("");
}
