import { useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import type { FlowNames } from "@/api/types";
import { useDirectory, useQueueName } from "./directory";
import { pickText } from "./format";

/** A step on a caller's way: `result` is what he pressed or what came of it, `version` that of the flow where it is known. */
export interface NodeStep {
  flow: string;
  node: string;
  kind?: string;
  result?: string;
  version?: number;
}

export interface NodeWords {
  /** What people call a node; its kind and id where nobody has named it. */
  name: (step: NodeStep) => string;
  /** What came of it; a key that stands for something with its meaning: "0 · agent". */
  result: (step: NodeStep) => string;
  /** What the key that he pressed stands for, "" where it stands for nothing that has a name. */
  meaning: (step: NodeStep) => string;
  /** Both as one: "Main menu: agent". */
  whole: (step: NodeStep) => string;
  /** The named nodes of a flow, or of all flows, to choose from; the same id in several flows is one choice. */
  options: (flow?: string) => { value: string; label: string }[];
}

/** Flow → its names; undefined while they are not there. */
type Names = Record<string, FlowNames> | undefined;

const NODE_KINDS = [
  "branch",
  "callback",
  "collect",
  "document",
  "hangup",
  "hours",
  "http",
  "language",
  "lookup",
  "menu",
  "play",
  "queue",
  "record",
  "return",
  "say",
  "set",
  "subflow",
  "survey",
  "transfer",
  "verify",
  "voicemail",
] as const;
const NODE_RESULTS = [
  "back",
  "closed",
  "denied",
  "done",
  "empty",
  "entered",
  "error",
  "errors",
  "exhausted",
  "failed",
  "found",
  "hangup",
  "holiday",
  "invalid",
  "no_number",
  "not_found",
  "open",
  "otherwise",
  "played",
  "refused",
  "returned",
  "said",
  "saved",
  "set",
  "skipped",
  "success",
  "timeout",
  "unanswered",
] as const;

/** Of kinds whose result is something that has a name of its own. */
const NAMED_RESULTS = { queue: "queue", callback: "queue", subflow: "flow", language: "language" } as const;

interface Sources {
  names: Names;
  queueName: (id: string) => string;
  flowName: (id: string) => string;
  language: string;
  t: TFunction;
}

/** Words for the steps of flows, out of what the published ones say. */
export function makeNodeWords({ names, queueName, flowName, language, t }: Sources): NodeWords {
  const kindWord = (kind: string) => {
    const known = NODE_KINDS.find((one) => one === kind);
    return known ? t(`words.node.${known}`) : kind;
  };
  const nodeOf = (step: NodeStep) => names?.[step.flow]?.nodes[step.node];

  function name(step: NodeStep): string {
    const found = nodeOf(step);
    if (found?.name) return pickText(found.name, language);
    const kind = step.kind || found?.kind;
    if (!kind) return names ? step.node : "";
    // Ids are not shown for the moment that the names are on their way.
    return names ? t("words.node_unnamed", { kind: kindWord(kind), id: step.node }) : kindWord(kind);
  }

  /** What a key stands for, unless it may have stood for something else in the version that the caller heard. */
  function meaning(step: NodeStep): string {
    const flow = names?.[step.flow];
    if (!flow || (step.version !== undefined && step.version !== flow.version)) return "";
    return pickText(flow.nodes[step.node]?.meanings[step.result ?? ""], language);
  }

  function plain({ kind, result = "" }: NodeStep): string {
    const known = NODE_RESULTS.find((one) => one === result);
    const named = NAMED_RESULTS[kind as keyof typeof NAMED_RESULTS];
    if (named === "language" && (result === "zh" || result === "en")) return t(`words.language.${result}`);
    if (known) return t(`words.node_result.${known}`);
    if (named === "queue") return queueName(result);
    return named === "flow" ? flowName(result) : result;
  }

  return {
    name,
    result: (step) => [plain(step), meaning(step)].filter(Boolean).join(" · "),
    meaning,
    whole: (step) => {
      const [node, result] = [name(step), meaning(step) || plain(step)];
      return result && result !== node ? t("words.node_step", { node, result }) : node;
    },
    options: (flow) => {
      const labels = new Map<string, Set<string>>();
      for (const [id, { nodes }] of Object.entries(names ?? {}))
        for (const node of flow === undefined || flow === id ? Object.keys(nodes) : [])
          labels.set(node, (labels.get(node) ?? new Set()).add(name({ flow: id, node })));
      return [...labels].map(([value, all]) => ({ value, label: [...all].join(" / ") }));
    },
  };
}

export const FLOW_NAMES = ["flow-names"];

/** Words for the steps of flows. They are asked for when what needs them has been painted: a screen-pop does not wait. */
export function useNodeWords(): NodeWords {
  const { t, i18n } = useTranslation();
  const [painted, setPainted] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setPainted(true));
    return () => clearTimeout(timer);
  }, []);
  const query = useQuery({
    queryKey: FLOW_NAMES,
    queryFn: () => take(api.GET("/api/v1/flow-names")),
    staleTime: 5 * 60_000,
    enabled: painted,
  });
  const names = query.data ?? (query.isError ? NONE : undefined);
  const { flows } = useDirectory();
  const queueName = useQueueName();
  const { language } = i18n;
  return useMemo(() => {
    const titles = new Map(flows.map((flow) => [flow.id, pickText(flow.name, language)]));
    return makeNodeWords({ names, queueName, flowName: (id) => titles.get(id) || id, language, t });
  }, [names, queueName, flows, language, t]);
}

const NONE: Names = {};
