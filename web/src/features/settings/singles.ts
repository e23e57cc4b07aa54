import { send } from "@/features/resources/api";
import type { Source as Choices } from "@/features/resources/resources";
import type { Source } from "./model";

type Value = Record<string, unknown>;

/** A setting whose form is made from the API's own description. Its page's address ends with its name. */
export interface Single {
  /** Its words in the catalogue (`singles.…`). */
  name: SingleName;
  path: string;
  /** The schema of what is sent, and answered. */
  body: string;
  /** Path of a field, or its name → where its choices come from. */
  choices: Readonly<Record<string, Choices>>;
}

export const NAMES = ["media", "http-hosts", "feature-codes", "kpi-settings", "recording-retention"] as const;
export type SingleName = (typeof NAMES)[number];

export const SINGLES: readonly Single[] = [
  { name: "media", path: "/media-policy", body: "MediaBody", choices: { "agents.key": "agents" } },
  { name: "http-hosts", path: "/http-hosts", body: "HttpHosts", choices: {} },
  { name: "feature-codes", path: "/feature-codes", body: "FeatureCodes", choices: {} },
  { name: "kpi-settings", path: "/kpis/settings", body: "KpiSettings", choices: {} },
  {
    name: "recording-retention",
    path: "/recording-retention",
    body: "RetentionBody",
    choices: { "queues.key": "queues" },
  },
];

export const singleAt = (pathname: string) => SINGLES.find((one) => pathname.endsWith(`/${one.name}`));

/** Read and written as a whole, by the address that only the registry knows. */
export function sourceOf({ name, path }: Single): Source<Value, Value> {
  return {
    name,
    read: () => send<Value>("GET", path),
    write: (body) => send<Value>("PUT", path, { body }),
    formOf: (row) => row,
  };
}
