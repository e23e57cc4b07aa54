import { useDraft } from "@/shared/graph/useDraft";
import { checkType, keepType, type Opened } from "./api";
import type { Finding, TypeDraft } from "./model";

/** A document type being designed. */
export function useType(code: string, opened: Opened) {
  const draft = useDraft<TypeDraft, Finding>({
    key: `document type ${code}`,
    name: code,
    document: opened.document,
    draft: opened.draft,
    seen: opened,
    check: checkType,
    keep: (document, seen) => keepType(code, document, seen),
  });
  return { ...draft, valid: draft.checked && draft.findings.length === 0 };
}

export type TypeEditor = ReturnType<typeof useType>;
