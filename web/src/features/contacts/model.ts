import type { Contact, NewContact } from "@/api/types";

export const BOOKS = ["shared", "own", "colleagues"] as const;
export type Book = (typeof BOOKS)[number];
export const NUMBER_KINDS = ["mobile", "office", "home", "extension", "fax", "other"] as const;

export interface Values {
  name: string;
  company: string;
  title: string;
  group: string;
  numbers: { kind: (typeof NUMBER_KINDS)[number]; number: string }[];
  email: string;
  note: string;
}

export function valuesOf(contact: Contact | null): Values {
  return {
    name: contact?.name ?? "",
    company: contact?.company ?? "",
    title: contact?.title ?? "",
    group: contact?.group ?? "",
    numbers: contact?.numbers ?? [{ kind: "mobile", number: "" }],
    email: contact?.email ?? "",
    note: contact?.note ?? "",
  };
}

/** What is sent: without lines that have no number. */
export function bodyOf(values: Values): Omit<NewContact, "shared"> {
  return {
    ...values,
    name: values.name.trim(),
    numbers: values.numbers
      .map((one) => ({ kind: one.kind, number: (one.number ?? "").trim() }))
      .filter((one) => one.number !== ""),
  };
}
