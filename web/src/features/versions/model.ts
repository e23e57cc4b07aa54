import type { components } from "@/api/schema";
import { PARTS as CONFIGURATION } from "@/features/configfile/model";

export type Version = components["schemas"]["SettingVersionRow"];
export type Whole = components["schemas"]["SettingVersionBody"];
export type Difference = components["schemas"]["Difference"];
export type Restored = components["schemas"]["RestoreResult"];

const ELSEWHERE: ReadonlySet<string> = new Set(["flows", "document_types"]);
/** What is in no configuration file, and has versions. */
export const BESIDE = ["agents", "webhooks", "gateways"] as const;
/** What has versions here; flows and document types have their own. */
export const PARTS: readonly string[] = [...CONFIGURATION.filter((part) => !ELSEWHERE.has(part)), ...BESIDE];
/** Kinds with keys, which no version holds. */
export const KEYED: ReadonlySet<string> = new Set(["trunks", "webhooks", "gateways"]);

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
