import type { MenuEntry } from "@/api/types";

/** Everything in the menu, groups before what is in them. */
export function flat(entries: readonly MenuEntry[]): MenuEntry[] {
  return entries.flatMap((entry) => [entry, ...flat(entry.items)]);
}

/** The entry of the page at this address: the one with the longest path that leads to it. */
export function entryAt(entries: readonly MenuEntry[], pathname: string): MenuEntry | undefined {
  return flat(entries)
    .filter(({ path }) => path && (pathname === path || pathname.startsWith(path === "/" ? "//" : `${path}/`)))
    .sort((a, b) => b.path.length - a.path.length)[0];
}

/** The ids of the groups around an entry, the outermost first. */
export function groupsAround(entries: readonly MenuEntry[], id: string): string[] {
  for (const entry of entries) {
    if (entry.items.some((item) => item.id === id)) return [entry.id];
    const below = groupsAround(entry.items, id);
    if (below.length > 0) return [entry.id, ...below];
  }
  return [];
}

const STORE_KEY = "hotline.menu.closed";
/** Seldom needed and long. */
const CLOSED_AT_FIRST = ["admin"];

/** The groups that the user has folded away in this browser. */
export function keptClosed(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(STORE_KEY) ?? "null");
    return Array.isArray(kept) ? kept.map(String) : CLOSED_AT_FIRST;
  } catch {
    return CLOSED_AT_FIRST;
  }
}

export function keepClosed(ids: readonly string[]): void {
  localStorage.setItem(STORE_KEY, JSON.stringify(ids));
}
