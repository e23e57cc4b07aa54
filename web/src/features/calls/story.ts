import type { TFunction } from "i18next";
import type { TimelineItem } from "@/api/types";
import { endedBy } from "@/shared/codeWords";
import { formatDuration } from "@/shared/format";
import type { NodeWords } from "@/shared/nodeWords";

interface Names {
  person: (id: string | null | undefined) => string;
  queue: (id: string | null | undefined) => string;
  number: (number: string) => string;
  nodes: NodeWords;
}

const RESULTS = [
  "answered",
  "no_answer",
  "rejected",
  "busy",
  "unavailable",
  "failed",
  "caller_gone",
  "answered_elsewhere",
  "withdrawn",
  "lease_expired",
  "abandoned",
  "overflow",
  "transferred",
] as const;

/** Events that tell people nothing: they only let a restarted controller go on. */
const INTERNAL = new Set(["call.node_entered"]);

export function isShown(item: TimelineItem): boolean {
  return !INTERNAL.has(item.type);
}

/** One event of a call's timeline as a sentence. A type not known here is shown by its name. */
export function describeEvent(item: TimelineItem, t: TFunction, names: Names): string {
  const { data } = item;
  const word = (key: string) =>
    typeof data[key] === "string" || typeof data[key] === "number" ? String(data[key]) : "";
  const time = (key: string) => formatDuration(Number(data[key] ?? 0));
  const agent = names.person(word("agent")) || word("agent");
  const queue = names.queue(word("queue"));
  const result = RESULTS.find((known) => known === data.result);
  const outcome = result ? t(`words.result.${result}`) : word("result");
  switch (item.type) {
    case "call.started":
      return t("calls.event.started", { from: names.number(word("from_number")), to: names.number(word("to_number")) });
    case "call.identified":
      return data.known ? t("calls.event.identified", { name: word("name") }) : t("calls.event.unknown_caller");
    case "call.language":
      return t("calls.event.language", {
        language: t(word("language") === "en" ? "words.language.en" : "words.language.zh"),
      });
    case "call.node": {
      const version = Number(data.version ?? 0);
      const step = { flow: word("flow"), version, node: word("node"), kind: word("kind"), result: word("result") };
      return t("calls.event.node", {
        node: names.nodes.name(step),
        time: time("seconds"),
        result: names.nodes.result(step),
      });
    }
    case "call.queued":
      return t("calls.event.queued", { queue });
    case "call.offered":
      return t(data.sticky ? "calls.event.offered_sticky" : "calls.event.offered", { agent, attempt: word("attempt") });
    case "call.offer_ended":
      return t("calls.event.offer_ended", { agent, result: outcome, time: time("seconds") });
    case "call.left_queue":
      return t("calls.event.left_queue", { queue, result: outcome, time: time("waited") });
    case "call.connected":
      return t("calls.event.connected", { party: agent || names.number(word("number")) || word("device") });
    case "call.held":
      return t(data.held ? "calls.event.held" : "calls.event.resumed", { agent });
    case "call.segment_ended":
      return t("calls.event.segment_ended", { agent, time: time("seconds"), by: endedBy(word("ended_by"), t) });
    case "call.transferred":
      return t("calls.event.transferred", { target: names.queue(word("target")) || names.person(word("target")) });
    case "call.phone_lost":
      return t("calls.event.phone_lost", { agent });
    case "recording.started":
      return t("calls.event.recording_started");
    case "recording.ready":
      return t("calls.event.recording_ready", { time: time("seconds") });
    case "voicemail.left":
      return t("calls.event.voicemail", { box: word("box"), time: time("seconds") });
    case "survey.offered":
      return t(word("via") === "sms" ? "calls.event.asked_by_link" : "calls.event.asked_by_keys");
    case "call.rated":
      return t("calls.event.rated", { score: word("score") });
    case "call.ended":
      return t("calls.event.ended");
    default:
      return item.type;
  }
}
