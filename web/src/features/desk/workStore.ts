import { readDraft as readKept, draftKey as storageKey } from "@/shared/draft";
import { closed, type Items, NOTHING } from "./items";
import { type Draft, EMPTY, isUnsaved } from "./workDraft";

/** What lies on a user's desk and what he has typed there, kept in this browser over a reload, a crash and a lost
 * session, until it is finished or he logs out. Other tabs of the browser see the same. */

const listeners = new Set<() => void>();
/** What stands in the storage as read last: the same text gives the same object. */
const known = new Map<string, { raw: string | null; value: unknown }>();

const itemsKey = (user: string) => storageKey(user, "desk");
const draftKey = (user: string, key: string) => storageKey(user, `desk.${key}`);

function read<T extends object>(key: string, otherwise: T): T {
  const raw = localStorage.getItem(key);
  const before = known.get(key);
  if (before !== undefined && before.raw === raw) return before.value as T;
  const value = raw === null ? otherwise : { ...otherwise, ...readKept<Partial<T>>(localStorage, key) };
  known.set(key, { raw, value });
  return value;
}

function write(key: string, value: object): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A full storage keeps it in this tab only.
  }
  known.set(key, { raw: localStorage.getItem(key), value });
  tell();
}

function tell(): void {
  for (const listener of [...listeners]) listener();
}

export function listen(changed: () => void): () => void {
  if (listeners.size === 0) window.addEventListener("storage", tell);
  listeners.add(changed);
  return () => {
    listeners.delete(changed);
    if (listeners.size === 0) window.removeEventListener("storage", tell);
  };
}

export const readItems = (user: string): Items => read(itemsKey(user), NOTHING);
export const readDraft = (user: string, key: string): Draft => read(draftKey(user, key), EMPTY);

/** What changes, or how it follows from what is there. */
export type Change = Partial<Draft> | ((before: Draft) => Partial<Draft>);

export function changeDraft(user: string, key: string, change: Change): void {
  const before = readDraft(user, key);
  write(draftKey(user, key), { ...before, ...(typeof change === "function" ? change(before) : change) });
}

type Unsaved = (key: string) => boolean;

/** `make` gets what lies there and which of it would be lost; what is typed goes with the item that it belongs to. */
export function changeItems(user: string, make: (before: Items, unsaved: Unsaved) => Items): void {
  const before = readItems(user);
  const after = make(before, (key) => isUnsaved(readDraft(user, key)));
  if (after === before) return;
  const left = new Set(after.list.map((one) => one.key));
  for (const { key } of before.list) if (!left.has(key)) forget(draftKey(user, key));
  write(itemsKey(user), after);
}

/** The work of a call is stored with it, or given up. */
export function closeWork(user: string, key: string): void {
  changeItems(user, (items) => closed(items, key));
}

/** How many calls' work would be lost with this user's drafts. */
export function unsavedCount(user: string): number {
  return readItems(user).list.filter(({ key }) => isUnsaved(readDraft(user, key))).length;
}

function forget(key: string): void {
  localStorage.removeItem(key);
  known.delete(key);
}
