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
    check: checkType,
    keep: (document) => keepType(code, document),
  });
  return { ...draft, valid: draft.checked && draft.findings.length === 0 };
}

export type TypeEditor = ReturnType<typeof useType>;
