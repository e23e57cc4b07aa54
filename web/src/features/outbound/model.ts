import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Verdict = Schemas["Verdict"];
export type Wish = Schemas["WishBody"];
export type Kind = NonNullable<Wish["kind"]>;
export type Trunk = Schemas["TrunkRow"];

export interface Route {
  prefix: string;
  trunks: string[];
}

export interface Rate {
  prefix: string;
  price: string;
  interval: number;
}

export interface Velocity {
  count: number;
  seconds: number;
  per: "caller" | "callee";
}

export interface Guard {
  scope: string;
  allow: string[];
  deny: string[];
  international: boolean | null;
  premium: boolean | null;
  hours: string | null;
  cost_per_day: string | null;
  max_seconds: number | null;
  velocity: Velocity[];
}

/** The whole document; `version` is the one that was loaded. */
export interface Rules {
  version: number;
  routes: Route[];
  caller_ids: Record<string, string>;
  guards: Guard[];
  rates: Rate[];
  currency: string;
  premium: string[];
  emergency: string[];
  emergency_always: boolean;
}

export const KINDS: readonly Kind[] = ["agent", "device", "transfer", "ivr", "queue", "callback", "campaign"];
export const ROLES = ["agent", "supervisor", "administrator"] as const;
/** Most particular first: that is the order in which guards speak. */
export const SCOPES = ["agent", "campaign", "queue", "kind", "role", "unit", "company", "trunk"] as const;
export type ScopeKind = (typeof SCOPES)[number];
export const CALLER_SCOPES: readonly ScopeKind[] = ["company", "queue", "agent", "campaign"];

export const PREFIX = /^\+?\d{1,16}$/;
export const MONEY = /^\d{1,9}(\.\d{1,6})?$/;

export function scopeOf(text: string): { kind: ScopeKind; id: string } {
  const [kind = "company", ...rest] = text.split(":");
  return { kind: SCOPES.find((one) => one === kind) ?? "company", id: rest.join(":") };
}

export function byScope(a: Guard, b: Guard): number {
  const place = (guard: Guard) => SCOPES.indexOf(scopeOf(guard.scope).kind);
  return place(a) - place(b) || a.scope.localeCompare(b.scope);
}

export const NUMBERS = [
  "local",
  "long_distance",
  "landlines_and_abroad",
  "mobile",
  "one",
  "service",
  "premium",
  "all_abroad",
  "greater_china",
  "abroad",
  "home",
  "other",
] as const;
export type NumberKind = (typeof NUMBERS)[number];

/** What kind of numbers begin with a prefix; `area`: the company's own area code. */
export function numbersOf(prefix: string, area: string): NumberKind {
  const number = prefix.replace(/^\+/, "00");
  if (number === "0086") return "home";
  if (number.startsWith("0086")) {
    const rest = number.slice(4);
    return numbersOf(/^(1[3-9]|[48]00)/.test(rest) ? rest : `0${rest}`, area);
  }
  if (number === "00") return "all_abroad";
  if (/^00(852|853|886)/.test(number)) return "greater_china";
  if (number.startsWith("00")) return "abroad";
  if (number === "0") return "landlines_and_abroad";
  if (area && number.startsWith(area)) return "local";
  if (number.startsWith("0")) return "long_distance";
  if (/^16[08]/.test(number)) return "premium";
  if (/^1[3-9]/.test(number)) return "mobile";
  if (number === "1") return "one";
  return /^(1|9[56]|[48]00)/.test(number) ? "service" : "other";
}

export const SECTIONS = ["routes", "caller_ids", "guards", "rates", "special"] as const;
export type Section = (typeof SECTIONS)[number];
const SPECIAL = ["emergency_always", "emergency", "premium", "currency"] as const;

/** One thing that is decided, by its section and what it is about: a prefix, a scope, or a name. */
export interface Place {
  section: Section;
  key: string;
}

export interface Change extends Place {
  before?: unknown;
  after?: unknown;
}

export const placeId = ({ section, key }: Place) => `${section} ${key}`;
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** A guard with its parts in one order, so that equal ones look equal. */
export function guardOf(given: Partial<Guard> & { scope: string }): Guard {
  return {
    scope: given.scope,
    allow: given.allow ?? [],
    deny: given.deny ?? [],
    international: given.international ?? null,
    premium: given.premium ?? null,
    hours: given.hours ?? null,
    cost_per_day: given.cost_per_day ?? null,
    max_seconds: given.max_seconds ?? null,
    velocity: (given.velocity ?? []).map(({ count, seconds, per }) => ({ count, seconds, per })),
  };
}

/** Whether a guard says anything at all. */
export const isBlank = (guard: Guard) => same(guard, guardOf({ scope: guard.scope }));

interface Entry extends Place {
  value: unknown;
}

function entries(rules: Rules): Map<string, Entry> {
  const all: Entry[] = [
    ...rules.routes.map(({ prefix, trunks }) => ({ section: "routes" as const, key: prefix, value: trunks })),
    ...Object.entries(rules.caller_ids).map(([key, value]) => ({ section: "caller_ids" as const, key, value })),
    ...rules.guards.map((guard) => ({ section: "guards" as const, key: guard.scope, value: guardOf(guard) })),
    ...rules.rates.map(({ prefix, price, interval }) => ({
      section: "rates" as const,
      key: prefix,
      value: { price, interval },
    })),
    ...SPECIAL.map((key) => ({ section: "special" as const, key, value: rules[key] })),
  ];
  return new Map(all.map((one) => [placeId(one), one]));
}

/** What one document says otherwise than another. */
export function changesOf(before: Rules, after: Rules): Change[] {
  const [old, now] = [entries(before), entries(after)];
  const all = new Map([...old, ...now]);
  return [...all]
    .filter(([id]) => !same(old.get(id)?.value, now.get(id)?.value))
    .map(([id, { section, key }]) => ({ section, key, before: old.get(id)?.value, after: now.get(id)?.value }))
    .sort((a, b) => SECTIONS.indexOf(a.section) - SECTIONS.indexOf(b.section));
}

/** My changes of `base` put on top of what the document is now, and where somebody else has changed the same. */
export function merged(base: Rules, mine: Rules, now: Rules): { rules: Rules; clashes: Place[] } {
  const [old, own, theirs] = [entries(base), entries(mine), entries(now)];
  const changed = changesOf(base, mine);
  const clashes = changed.filter((one) => {
    const id = placeId(one);
    const there = theirs.get(id)?.value;
    return !same(old.get(id)?.value, there) && !same(one.after, there);
  });
  for (const one of changed) {
    const id = placeId(one);
    const entry = own.get(id);
    if (entry) theirs.set(id, entry);
    else theirs.delete(id);
  }
  return { rules: made([...theirs.values()], now.version), clashes };
}

function made(all: Entry[], version: number): Rules {
  const of = (section: Section) => all.filter((one) => one.section === section);
  return {
    version,
    routes: of("routes").map(({ key, value }) => ({ prefix: key, trunks: value as string[] })),
    caller_ids: Object.fromEntries(of("caller_ids").map(({ key, value }) => [key, value as string])),
    guards: of("guards").map(({ value }) => value as Guard),
    rates: of("rates").map(({ key, value }) => ({ prefix: key, ...(value as { price: string; interval: number }) })),
    ...(Object.fromEntries(of("special").map(({ key, value }) => [key, value])) as Pick<
      Rules,
      (typeof SPECIAL)[number]
    >),
  };
}

/** What the server's "guards.2.hours" is about in the document that was sent; null for nothing of it. */
export function placeOf(field: string | undefined, sent: Rules): Place | null {
  const [section, at = "", ...rest] = (field ?? "").replace(/^rules\./, "").split(".");
  const row = Number(at);
  if (section === "routes" || section === "rates") {
    const found = sent[section][row];
    return found ? { section, key: found.prefix } : null;
  }
  if (section === "guards") {
    const found = sent.guards[row];
    return found ? { section, key: found.scope } : null;
  }
  if (section === "caller_ids") {
    const key = Object.keys(sent.caller_ids).find((one) => [at, ...rest].join(".").startsWith(one));
    return key ? { section, key } : null;
  }
  const special = SPECIAL.find((one) => one === section);
  return special ? { section: "special", key: special } : null;
}

export type Danger =
  | { kind: "abroad" | "premium" | "no_cap_abroad"; scope: string }
  | { kind: "cap_gone"; scope: string }
  | { kind: "emergency_off" }
  | { kind: "no_trunk"; prefix: string };

/** What somebody should think about twice before he saves it. `usable`: the trunks that are in use. */
export function dangersOf(before: Rules, after: Rules, usable: ReadonlySet<string>): Danger[] {
  const found: Danger[] = [];
  const company = after.guards.find((guard) => guard.scope === "company");
  for (const change of changesOf(before, after)) {
    const scope = change.key;
    if (change.section === "routes" && change.after && !(change.after as string[]).some((one) => usable.has(one)))
      found.push({ kind: "no_trunk", prefix: change.key });
    if (change.section !== "guards") continue;
    const [old, now] = [change.before as Guard | undefined, change.after as Guard | undefined];
    if (now?.international && !old?.international) {
      found.push({ kind: "abroad", scope });
      if (now.cost_per_day === null && !company?.cost_per_day) found.push({ kind: "no_cap_abroad", scope });
    }
    if (now?.premium && !old?.premium) found.push({ kind: "premium", scope });
    if (old?.cost_per_day && !now?.cost_per_day) found.push({ kind: "cap_gone", scope });
  }
  if (before.emergency_always && !after.emergency_always) found.push({ kind: "emergency_off" });
  return found;
}
