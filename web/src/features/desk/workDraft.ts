import { isTyped, type Kept } from "@/features/customers/typed";
import { type Draft as EnteredDocument, EMPTY as NO_DOCUMENT } from "@/features/documents/useKeptDraft";
import type { Values } from "@/shared/fields/definitions";

/** Whose data are typed where the caller is nobody yet. */
export const NEW = "new";

/** What the agent enters about one call. */
export interface Draft {
  customer: string | null;
  disposition: string;
  note: string;
  /** Values of the queue's own form, by code. */
  form: Values;
  /** What the chosen result asks for besides. */
  fields: Record<string, string>;
  ticket: string | null;
  /** What is being entered as a ticket or another document. */
  document: EnteredDocument;
  /** What was entered last. */
  made: { id: string; number: string } | null;
  /** What is being typed of customers: by id, of a new one under NEW. */
  people: Readonly<Record<string, Kept>>;
  /** The summary is stored with the call. */
  saved: boolean;
}

export const EMPTY: Draft = {
  customer: null,
  disposition: "",
  note: "",
  form: {},
  fields: {},
  ticket: null,
  document: NO_DOCUMENT,
  made: null,
  people: {},
  saved: false,
};

/** A summary was begun and is not stored. */
export function summaryOpen(draft: Draft): boolean {
  const { saved, disposition, note, form, fields, ticket } = draft;
  const said = disposition !== "" || note !== "" || ticket !== null;
  return !saved && (said || Object.keys(form).length > 0 || Object.values(fields).some(Boolean));
}

/** A ticket, another document or the customer was begun and not entered: it is not part of the summary. */
export function entryOpen({ document, people }: Draft): boolean {
  const { title, content, fields, files } = document;
  const begun = title.trim() !== "" || content.trim() !== "" || files.length > 0 || Object.keys(fields).length > 0;
  return begun || Object.values(people).some(isTyped);
}

/** Something would be lost with it. */
export const isUnsaved = (draft: Draft): boolean => summaryOpen(draft) || entryOpen(draft);

/** The same summary, so that what was typed while it was being stored is not taken for stored. */
export function sameSummary(one: Draft, other: Draft): boolean {
  const parts = ["disposition", "note", "form", "fields", "ticket"] as const;
  return parts.every((part) => one[part] === other[part]);
}
