/** Page → the part of the settings whose versions it leads to, and the one thing of it. */
const PAGES: Readonly<Record<string, readonly [part: string, ident?: string]>> = {
  "/admin/units": ["units"],
  "/admin/positions": ["positions"],
  "/admin/roles": ["roles"],
  "/admin/queues": ["queues"],
  "/admin/skills": ["skills"],
  "/admin/pauses": ["pause_reasons"],
  "/admin/hours": ["hours"],
  "/admin/entries": ["entries"],
  "/admin/trunks": ["trunks"],
  "/admin/mailboxes": ["mailboxes"],
  "/admin/outlets": ["outlets"],
  "/admin/wrap-ups": ["queues"],
  "/admin/outbound": ["settings", "outbound"],
  "/admin/dictionaries": ["dictionaries"],
  "/admin/customer-fields": ["customer_fields"],
  "/admin/templates": ["message_templates"],
  "/admin/media": ["settings", "media"],
  "/admin/http-hosts": ["settings", "flow_hosts"],
  "/admin/feature-codes": ["settings", "feature_codes"],
  "/admin/kpi-settings": ["settings", "kpis"],
  "/admin/recording-retention": ["settings", "recording_retention"],
  "/admin/menu": ["settings", "menu"],
  "/admin/prompts": ["prompts"],
  "/questionnaires": ["questionnaires"],
  "/quality/scorecards": ["scorecards"],
  "/admin/agent-skills": ["agents"],
  "/admin/webhooks": ["webhooks"],
  "/admin/gateways": ["gateways"],
};
/** Pages of one thing, whose id ends the address. */
const THINGS: Readonly<Record<string, string>> = {
  "/admin/templates/": "message_templates",
  "/questionnaires/": "questionnaires",
  "/quality/scorecards/": "scorecards",
  "/admin/webhooks/": "webhooks",
};

/** Pages of more than has versions: what they lead to from the form of one of their things. */
const FORMS: Readonly<Record<string, string>> = { "/admin/users": "agents" };

/** The same from the form of one thing. */
export function versionsOfThing(pathname: string, ident: string): { part: string; ident: string } | null {
  const part = FORMS[pathname] ?? versionsOf(pathname)?.part;
  return part ? { part, ident } : null;
}

/** What a page shapes that has versions; null for other pages, and for a thing that is being made. */
export function versionsOf(pathname: string): { part: string; ident?: string } | null {
  const page = PAGES[pathname];
  if (page) return { part: page[0], ident: page[1] };
  const found = Object.keys(THINGS).find((start) => pathname.startsWith(start));
  const ident = found ? decodeURIComponent(pathname.slice(found.length)) : "";
  const part = found ? THINGS[found] : undefined;
  return part && ident && ident !== "new" && !ident.includes("/") ? { part, ident } : null;
}
