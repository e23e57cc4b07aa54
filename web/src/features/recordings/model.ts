import type { Recording, RecordingMarker } from "@/api/types";

export const STATES = ["raw", "playable", "failed", "deleted"] as const;
export type RecordingState = (typeof STATES)[number];

/** Kinds of what happened during a recording; the colours are those of the call's stages. */
export type MarkerKind = "connected" | "held" | "resumed" | "paused" | "unpaused" | "consult" | "transferred" | "ended";

const COLOURS: Record<MarkerKind, string> = {
  connected: "var(--state-available)",
  held: "var(--state-break)",
  resumed: "var(--state-talking)",
  paused: "var(--state-busy)",
  unpaused: "var(--state-available)",
  consult: "var(--state-reserved)",
  transferred: "var(--state-wrap-up)",
  ended: "var(--state-off)",
};

export interface Mark {
  key: string;
  at: number;
  kind: MarkerKind;
  colour: string;
  agent: string;
}

function kindOf({ type, data }: RecordingMarker): MarkerKind | null {
  switch (type) {
    case "call.connected":
      return "connected";
    case "call.held":
      return data.held === true ? "held" : "resumed";
    case "recording.paused":
      return data.paused === false ? "unpaused" : "paused";
    case "call.consult":
      // Of a consultation's steps its beginning is enough.
      return data.state === "ringing" || data.state === "waiting" ? "consult" : null;
    case "call.transferred":
      return "transferred";
    case "call.segment_ended":
      return "ended";
    default:
      return null;
  }
}

/** What a player shows on its time line; kinds that are not known here are left out. */
export function marksOf(markers: readonly RecordingMarker[]): Mark[] {
  return markers.flatMap((marker, index) => {
    const kind = kindOf(marker);
    if (kind === null) return [];
    const agent = typeof marker.data.agent === "string" ? marker.data.agent : "";
    return [{ key: `${index}`, at: marker.at, kind, colour: COLOURS[kind], agent }];
  });
}

/** Who talked in it, each once, in order. */
export function agentsOf(recording: Pick<Recording, "parts" | "agent_id">): string[] {
  const ids = recording.parts.flatMap((part) => part.agent_id ?? []);
  return [...new Set(ids.length > 0 ? ids : recording.agent_id ? [recording.agent_id] : [])];
}

/** Whether a recording was deleted because it had been kept as long as it had to be: nobody gave a reason. */
export const keptLongEnough = (recording: Pick<Recording, "delete_rule">): boolean =>
  recording.delete_rule === "retention";

const INTEGRITIES = ["ok", "damaged", "missing", "unknown"] as const;

/** What a check of a recording has found; `unknown`: it was made before checksums were kept. */
export function integrityOf(found: string): (typeof INTEGRITIES)[number] {
  return INTEGRITIES.find((one) => one === found) ?? "unknown";
}
