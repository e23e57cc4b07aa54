import type { components } from "@/api/schema";

export type Version = components["schemas"]["SettingVersionRow"];
export type Whole = components["schemas"]["SettingVersionBody"];
export type Difference = components["schemas"]["Difference"];
export type Restored = components["schemas"]["RestoreResult"];

/** Parts of the settings that have versions here; flows and document types have their own. */
export const PARTS = [
  "units",
  "positions",
  "roles",
  "dictionaries",
  "customer_fields",
  "questionnaires",
  "scorecards",
  "message_templates",
  "outlets",
  "skills",
  "pause_reasons",
  "hours",
  "trunks",
  "prompts",
  "mailboxes",
  "queues",
  "entries",
  "settings",
] as const;

export const CHANGES = ["created", "changed", "deleted"] as const;

/** What counts whom a change of a thing affects, where something does (`/impact/{kind}/{id}`). */
export const IMPACT: Readonly<Record<string, string>> = {
  units: "units",
  positions: "positions",
  roles: "roles",
  dictionaries: "dictionaries",
  outlets: "outlets",
  skills: "skills",
  pause_reasons: "pause-reasons",
  hours: "hours",
  trunks: "trunks",
  mailboxes: "mailboxes",
  queues: "queues",
  entries: "entries",
};
