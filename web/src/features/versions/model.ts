import type { components } from "@/api/schema";
import { PARTS as CONFIGURATION } from "@/features/configfile/model";

export type Version = components["schemas"]["SettingVersionRow"];
export type Whole = components["schemas"]["SettingVersionBody"];
export type Difference = components["schemas"]["Difference"];
export type Restored = components["schemas"]["RestoreResult"];

const ELSEWHERE: ReadonlySet<string> = new Set(["flows", "document_types"]);
/** Parts of the configuration that have versions here; flows and document types have their own. */
export const PARTS = CONFIGURATION.filter((part) => !ELSEWHERE.has(part));

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
