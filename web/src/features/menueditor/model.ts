import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type MenuRow = Schemas["MenuBody-Output"];
export type MenuForm = Schemas["MenuBody-Input"];
export type MenuRoom = Schemas["MenuRoom"];
type Sent = Schemas["MenuItem-Input"];
/** An entry with everything that may be left out when it is sent. */
export type Item = Required<Omit<Sent, "items">> & { items: Item[] };

/** Levels that a menu has at most. */
export const DEEPEST = 3;

/** Where the menu's own page stands. */
const SELF = "menu";

export interface Line {
  item: Item;
  /** The groups around it, from the top. */
  around: readonly string[];
  first: boolean;
  last: boolean;
  /** It or a group around it is hidden. */
  hidden: boolean;
}

export const itemsOf = (form: { items: readonly Sent[] }): Item[] =>
  form.items.map((item) => ({
    id: item.id,
    visible: item.visible ?? true,
    label: item.label ?? null,
    url: item.url ?? null,
    function: item.function ?? "",
    items: itemsOf({ items: item.items ?? [] }),
  }));

export function linesOf(items: readonly Item[], around: readonly string[] = [], hidden = false): Line[] {
  return items.flatMap((item, index) => {
    const off = hidden || !item.visible;
    const line = { item, around, first: index === 0, last: index === items.length - 1, hidden: off };
    return [line, ...linesOf(item.items, [...around, item.id], off)];
  });
}

/** The same menu with something else done to the entry and those beside it. */
function beside(items: readonly Item[], id: string, act: (all: Item[], index: number) => Item[]): Item[] {
  const index = items.findIndex((one) => one.id === id);
  if (index >= 0) return act([...items], index);
  return items.map((one) => ({ ...one, items: beside(one.items, id, act) }));
}

export const changed = (items: readonly Item[], id: string, change: Partial<Item>): Item[] =>
  beside(items, id, (all, index) => all.map((one, at) => (at === index ? { ...one, ...change } : one)));

/** One place up (-1) or down (1) among those beside it. */
export const moved = (items: readonly Item[], id: string, by: -1 | 1): Item[] =>
  beside(items, id, (all, index) => {
    const [item] = all.splice(index, 1);
    if (item) all.splice(index + by, 0, item);
    return all;
  });

/** Without the entry; what was in it takes its place. */
export const removed = (items: readonly Item[], id: string): Item[] =>
  beside(items, id, (all, index) => all.flatMap((one, at) => (at === index ? one.items : [one])));

/** At the end of a group, or of the menu itself (""). */
export function movedInto(items: readonly Item[], id: string, group: string): Item[] {
  const item = linesOf(items).find((line) => line.item.id === id)?.item;
  if (!item) return [...items];
  const rest = beside(items, id, (all, index) => all.filter((_, at) => at !== index));
  return group === ""
    ? [...rest, item]
    : beside(rest, group, (all, index) =>
        all.map((one, at) => (at === index ? { ...one, items: [...one.items, item] } : one)),
      );
}

const depth = (item: Item): number => 1 + Math.max(0, ...item.items.map(depth));

/** The groups into which the entry fits: not itself, nothing within it, and not too deep. */
export function groupsFor(items: readonly Item[], rooms: readonly MenuRoom[], id: string): string[] {
  const lines = linesOf(items);
  const item = lines.find((line) => line.item.id === id)?.item;
  const deep = item ? depth(item) : 1;
  return lines
    .filter(({ item: one, around }) => {
      const within = one.id === id || around.includes(id);
      return isGroup(one, rooms) && !within && around.length + 1 + deep <= DEEPEST;
    })
    .map((line) => line.item.id);
}

export function isGroup(item: Item, rooms: readonly MenuRoom[]): boolean {
  const room = rooms.find((one) => one.id === item.id);
  return room ? room.path === "" : item.url === null;
}

/** The menu as the product comes. */
export function shipped(rooms: readonly MenuRoom[], parent = ""): Item[] {
  return rooms
    .filter((room) => room.parent === parent)
    .map((room) => ({
      id: room.id,
      visible: true,
      label: null,
      url: null,
      function: "",
      items: shipped(rooms, room.id),
    }));
}

/** Whether nobody would find this page in the menu any more. */
export const hidesItself = (items: readonly Item[]) =>
  linesOf(items).some((line) => line.item.id === SELF && line.hidden);

export const isAddress = (url: string) => /^https?:\/\/[^\s"'<>\\]{1,500}$/.test(url);
