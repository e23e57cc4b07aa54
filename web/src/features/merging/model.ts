/** Two records of one customer side by side, and what a merge makes of them (crm/customers/merging.py). */
import type { components } from "@/api/schema";
import type { CustomerDetail } from "@/api/types";
import { PROPERTIES, type PropertyName } from "@/features/customers/properties";
import type { CustomerField } from "@/shared/fields/customer";

export type DuplicatePair = components["schemas"]["DuplicatePair"];
export type Reason = DuplicatePair["reasons"][number];
export type MergeRow = components["schemas"]["MergeRow"];

export type Side = "a" | "b";
export type Pair = Readonly<Record<Side, CustomerDetail>>;
/** Name of a value → the side whose value is wanted. */
export type Picks = Readonly<Record<string, Side>>;

export const WAYS = ["phone", "name", "household"] as const;
export type Way = (typeof WAYS)[number];
export const COUNTED = ["call", "ticket", "document", "voicemail", "message"] as const;
export type Counts = Readonly<Record<(typeof COUNTED)[number], number>>;

const OWN = "fields.";
/** More addresses or tags than these are not kept. */
export const MOST = 20;

export const otherSide = (side: Side): Side => (side === "a" ? "b" : "a");
export const ownCode = (name: string): string | null => (name.startsWith(OWN) ? name.slice(OWN.length) : null);
export const mergeAddress = (a: string, b: string) => `/customers/merge?${new URLSearchParams({ a, b })}`;

export function wayOf(text: string | undefined): Way {
  return WAYS.find((one) => one === text) ?? "phone";
}

export function sideNamed(text: string | null): Side | null {
  return text === "a" || text === "b" ? text : null;
}

/** Who stays unless somebody decides otherwise: not the provisional one, else the one that was entered first. */
export function suggested({ a, b }: Pair): Side {
  if (a.provisional !== b.provisional) return a.provisional ? "b" : "a";
  return b.created_at < a.created_at ? "b" : "a";
}

export function readValue(customer: CustomerDetail, name: string): unknown {
  const code = ownCode(name);
  if (code !== null) return customer.fields[code] ?? null;
  if (name === "region") return [customer.region_code, customer.region_zh, customer.region_en].join("\n").trim();
  return customer[name as Exclude<PropertyName, "region">];
}

const isFilled = (value: unknown) => value !== null && value !== undefined && value !== "";

/** The values that at least one of the two has. */
export function singles(pair: Pair, fields: readonly CustomerField[]): string[] {
  const names = [...PROPERTIES, ...fields.map((one) => OWN + one.code)];
  return names.filter((name) => isFilled(readValue(pair.a, name)) || isFilled(readValue(pair.b, name)));
}

/** Whether both have the value and differ: somebody has to choose. */
export function isOpen(pair: Pair, name: string): boolean {
  const [a, b] = [readValue(pair.a, name), readValue(pair.b, name)];
  return isFilled(a) && isFilled(b) && JSON.stringify(a) !== JSON.stringify(b);
}

/** Whose value the result has: the one that was chosen, else that of who stays, else that of who has one. */
export function winner(pair: Pair, keep: Side, picks: Picks, name: string): Side {
  if (isOpen(pair, name)) return picks[name] ?? keep;
  return isFilled(readValue(pair[keep], name)) ? keep : otherSide(keep);
}

/** Names of the values that are to be the other's although the one who stays has his own. */
export function takeOf(pair: Pair, keep: Side, picks: Picks, fields: readonly CustomerField[]): string[] {
  return singles(pair, fields).filter((name) => isOpen(pair, name) && winner(pair, keep, picks, name) !== keep);
}

export const phonesOf = (customer: Pick<CustomerDetail, "phones">) => customer.phones.map((one) => one.number);

export function addressesOf(customer: Pick<CustomerDetail, "addresses">): string[] {
  return customer.addresses.map((one) =>
    [one.text, one.community, one.building, one.unit, one.room, one.household].filter(Boolean).join(" "),
  );
}

/** Theirs behind ours, each once. */
export const joined = (ours: readonly string[], theirs: readonly string[]) => [...new Set([...ours, ...theirs])];

/** Whether addresses or tags are lost, since a customer has only so many. */
export function tooMany({ a, b }: Pair): boolean {
  const addresses = new Set([...a.addresses, ...b.addresses].map((one) => JSON.stringify(one)));
  return addresses.size > MOST || joined(a.tags, b.tags).length > MOST;
}

/** `name:b,fields.area:a` of the address. */
export function readPicks(text: string | null): Picks {
  const found = (text ?? "").split(",").flatMap((one): [string, Side][] => {
    const at = one.lastIndexOf(":");
    const side = sideNamed(one.slice(at + 1));
    return at > 0 && side ? [[one.slice(0, at), side]] : [];
  });
  return Object.fromEntries(found);
}

export function writePicks(picks: Picks): string {
  return Object.entries(picks)
    .map(([name, side]) => `${name}:${side}`)
    .join(",");
}

/** What is asked to find those who may be this customer. A number that is not shown whole finds nobody. */
export function asked(customer: CustomerDetail) {
  const phone = phonesOf(customer).find((number) => !number.includes("*"));
  const household = customer.addresses.find((one) => one.household)?.household;
  return {
    exclude: customer.id,
    ...(phone && { phone }),
    ...(customer.name && { name: customer.name }),
    ...(customer.address && { address: customer.address }),
    ...(household && { household }),
  };
}
