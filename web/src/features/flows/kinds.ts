/** How kinds of nodes are shown together; a kind that stands nowhere here is shown under the last. */
export const GROUPS = [
  ["hear", ["play", "say", "menu", "language"]],
  ["ask", ["collect", "verify", "survey", "record"]],
  ["decide", ["hours", "branch", "set", "lookup", "http", "subflow"]],
  ["leave", ["queue", "callback", "voicemail", "transfer", "return", "hangup"]],
] as const satisfies readonly (readonly [string, readonly string[]])[];

export type Group = (typeof GROUPS)[number][0];

export function groupOf(kind: string): Group {
  return GROUPS.find(([, kinds]) => (kinds as readonly string[]).includes(kind))?.[0] ?? "leave";
}

/** Kinds by group, in the palette's order. */
export function grouped(kinds: Iterable<string>): [Group, string[]][] {
  const all = [...kinds];
  return GROUPS.map(([group, order]) => [
    group,
    all.filter((kind) => groupOf(kind) === group).sort((a, b) => rank(order, a) - rank(order, b)),
  ]);
}

function rank(order: readonly string[], kind: string): number {
  const index = order.indexOf(kind);
  return index < 0 ? order.length : index;
}
