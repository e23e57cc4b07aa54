import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Webhook = Schemas["WebhookRow"];
export type NewWebhook = Schemas["NewWebhook"];
export type WebhookChange = Schemas["WebhookChange"];
export type Delivery = Schemas["DeliveryRow"];
export type Ping = Schemas["PingResult"];

/** What stands for every kind of event. */
export const ALL = "*";

export const STATES = ["pending", "delivered", "dead"] as const;
export type DeliveryState = (typeof STATES)[number];

export const STATE_COLOURS: Readonly<Record<DeliveryState, string>> = {
  pending: "gold",
  delivered: "green",
  dead: "red",
};

/** `suspended`: it was switched off by itself, because of its receiver. */
export function stateOf(row: Pick<Webhook, "active" | "suspended">): "on" | "off" | "suspended" {
  if (row.active) return "on";
  return row.suspended ? "suspended" : "off";
}

/** The part of a kind's name before its point: what it is about. */
export const subjectOf = (type: string) => type.split(".")[0] ?? type;

/** The kind as catalogues name it. */
export const wordOf = (type: string) => type.replaceAll(".", "_");

/** Kinds by what they are about, in the order in which they come. */
export function grouped(types: readonly string[]): [string, string[]][] {
  const groups = new Map<string, string[]>();
  for (const type of types) groups.set(subjectOf(type), [...(groups.get(subjectOf(type)) ?? []), type]);
  return [...groups];
}

/** What we say about a delivery that failed, by its beginning; the rest is what the network said. */
const FAILURES = [
  { word: "gone", pattern: /^the receiver answered 410( Gone)?$/ },
  { word: "answered", pattern: /^the receiver answered (?<said>\d+)$/ },
  { word: "silent", pattern: /^no answer within (?<said>\S+) s$/ },
  { word: "dead", pattern: /^(?<count>\d+) events in a row could not be delivered: (?<said>.*)$/s },
  { word: "unreachable", pattern: /^ClientConnector\w*: (?<said>.*)$/s },
] as const;

export type Failure = (typeof FAILURES)[number]["word"];

export function failureOf(error: string): { word: Failure; count: string; said: string } | null {
  for (const { word, pattern } of FAILURES) {
    const found = pattern.exec(error);
    if (found) return { word, count: "", said: "", ...found.groups };
  }
  return null;
}

/** A number that can be asked for, or nothing. */
export function eventNumber(text: string | undefined): number | undefined {
  return text && /^[1-9]\d{0,15}$/.test(text) ? Number(text) : undefined;
}
