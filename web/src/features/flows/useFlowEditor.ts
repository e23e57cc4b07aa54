import { useDraft } from "@/shared/graph/useDraft";
import { checkFlow, keepDraft, type Opened } from "./api";
import type { Finding, FlowDocument } from "./model";

/** A flow being edited: its history, what is wrong with it now, and whether the server has it. */
export function useFlowEditor(id: string, opened: Opened) {
  const draft = useDraft<FlowDocument, Finding>({
    key: `flow ${id}`,
    name: id,
    document: opened.document,
    draft: opened.draft,
    seen: opened,
    check: async (document) => (await checkFlow(document)).findings,
    keep: (document, seen) => keepDraft(id, document, seen),
  });
  return { ...draft, valid: draft.checked && draft.findings.every((one) => one.severity !== "error") };
}

export type FlowEditor = ReturnType<typeof useFlowEditor>;
