import type { components } from "@/api/schema";

export type OutboxRow = components["schemas"]["OutboxRow"];
export type GatewayState = components["schemas"]["GatewayState"];

export const STATES = ["waiting", "sending", "sent", "failed", "cancelled"] as const;
export const MEDIA = ["sms", "email"] as const;

export const STATE_COLOURS: Readonly<Record<OutboxRow["state"], string>> = {
  waiting: "gold",
  sending: "blue",
  sent: "green",
  failed: "red",
  cancelled: "default",
};

/** Whether its state may still change by itself. */
export const isOnItsWay = (row: Pick<OutboxRow, "state">) => row.state === "waiting" || row.state === "sending";

/** Whether it may have arrived all the same: it is sent again only one by one, by whoever has asked the provider. */
export const isDoubtful = (row: Pick<OutboxRow, "error">) => failureOf(row.error)?.word === "interrupted";

/** Whether it is sent again among many. */
export const maySendAgain = (row: Pick<OutboxRow, "state" | "error">) =>
  (row.state === "failed" || row.state === "cancelled") && !isDoubtful(row);

/**
 * The ways out that do not work and matter: one that was never set up and for which nothing waits is no trouble, as long
 * as the other one works.
 */
export function troubles(gateways: readonly GatewayState[]): GatewayState[] {
  const works = gateways.some((one) => one.state === "ok");
  return gateways.filter((one) => one.state !== "ok" && (one.state === "failing" || one.waiting > 0 || !works));
}

/** What the outbox itself says about a failure, by its beginning; everything else are the other side's own words. */
const FAILURES = [
  { word: "expired", pattern: /^given up: it could not be sent in time$/ },
  { word: "interrupted", pattern: /^the program ended while it was sent/ },
  { word: "silent", pattern: /^no answer within (?<seconds>\S+) s$/ },
  { word: "answered", pattern: /^the provider answered (?<status>\d+): (?<said>.*)$/s },
  { word: "refused", pattern: /^the provider refused: (?<said>.*)$/s },
  { word: "mail_answered", pattern: /^(?<status>[2-5]\d\d) (?<said>.*)$/s },
  { word: "private", pattern: /^(?<said>\S+) is a private address$/ },
  { word: "no_message", pattern: /^this is no message: / },
  { word: "no_template", pattern: /^there is no template (?<said>.*)$/ },
  { word: "no_text", pattern: /^the template has no text for sms$/ },
  { word: "not_filled", pattern: /^(?:\S+: )?the template cannot be filled in: (?<said>.*)$/s },
  { word: "too_long", pattern: /^(?:\S+: )?longer than \d+ characters$/ },
  // The name of an exception: the connection was not made, or broke.
  { word: "unreachable", pattern: /^[A-Z]\w+: ?(?<said>.*)$/s },
] as const;

export type Failure = (typeof FAILURES)[number]["word"];

export function failureOf(
  error: string,
): { word: Failure; values: { seconds: string; status: string; said: string } } | null {
  for (const { word, pattern } of FAILURES) {
    const found = pattern.exec(error);
    if (found) return { word, values: { seconds: "", status: "", said: "", ...found.groups } };
  }
  return null;
}
