import { popKey } from "@/live/pop";
import type { LiveCall, ScreenPop } from "@/live/types";

/** One call's work on the desk. */
export interface Item {
  /** The call's id, or the pop's where no call is known. */
  key: string;
  call: string | null;
  pop: ScreenPop | null;
  /** The call as it was seen last while this agent was in it. */
  seen: LiveCall | null;
  /** The queue of a wrap-up of which nothing else is known. */
  queue: string | null;
  /** He had the customer: he was not only rung or asked. */
  mine: boolean;
}

/** What lies on the desk, in the order in which it came. */
export interface Items {
  list: readonly Item[];
  /** Which of them is seen; null for none, where the day is seen instead. */
  front: string | null;
  /** The call that the agent is in. */
  live: string | null;
}

export const NOTHING: Items = { list: [], front: null, live: null };

/** Of calls that are over and in which nothing was typed so many are kept. */
export const SPARE = 5;

/** Whether something would be lost with the work of this key. */
type Unsaved = (key: string) => boolean;

const find = (items: Items, key: string | null) => items.list.find((one) => one.key === key);
/** An item of which nothing is known but its key. */
export const blank = (key: string): Item => ({ key, call: null, pop: null, seen: null, queue: null, mine: false });

function put(items: Items, item: Item, front: string | null, unsaved: Unsaved): Items {
  const known = items.list.some((one) => one.key === item.key);
  const list = known ? items.list.map((one) => (one.key === item.key ? item : one)) : [...items.list, item];
  return tidy({ ...items, list, front }, unsaved);
}

/** The oldest in which there is nothing to lose go. */
function tidy(items: Items, unsaved: Unsaved): Items {
  const idle = items.list.filter(({ key }) => key !== items.front && key !== items.live && !unsaved(key));
  const gone = new Set(idle.slice(0, Math.max(0, idle.length - SPARE)).map((one) => one.key));
  return gone.size === 0 ? items : { ...items, list: items.list.filter((one) => !gone.has(one.key)) };
}

/** The agent is told who is about to ring: this comes to the front, what was there stays behind it. */
export function popped(items: Items, pop: ScreenPop, unsaved: Unsaved): Items {
  const key = popKey(pop);
  return put(items, { ...(find(items, key) ?? blank(key)), call: pop.call, pop }, key, unsaved);
}

/** He is not rung any more. What he had begun to write stays. */
export function withdrawn(items: Items, pop: string, unsaved: Unsaved): Items {
  const item = items.list.find((one) => one.pop?.pop === pop);
  if (item === undefined || item.mine || item.key === items.live || unsaved(item.key)) return items;
  return closed(items, item.key);
}

/**
 * The call that the agent is in, or null. It comes to the front when he gets into it, not again with every change of
 * it. One in which he was only asked goes when he leaves it, unless he has written something.
 */
export function inCall(items: Items, call: LiveCall | null, mine: boolean, unsaved: Unsaved): Items {
  const left = items.live !== null && items.live !== call?.id ? find(items, items.live) : undefined;
  const rest = left !== undefined && !left.mine && !unsaved(left.key) ? closed(items, left.key) : items;
  if (call === null) return rest.live === null ? rest : { ...rest, live: null };
  const known = find(rest, call.id);
  const entered = rest.live !== call.id || known === undefined;
  const item = { ...(known ?? blank(call.id)), call: call.id, seen: call, mine: mine || known?.mine === true };
  return put({ ...rest, live: call.id }, item, entered ? call.id : rest.front, unsaved);
}

/** The agent wraps this call up: its form can be reached even where nothing of the call was kept. */
export function wrapping(items: Items, call: string, queue: string | null, unsaved: Unsaved): Items {
  if (find(items, call)) return items;
  return put(items, { ...blank(call), call, queue, mine: true }, call, unsaved);
}

/** The page was loaded anew and nobody rings: pops of before that came to nothing go. */
export function stale(items: Items, before: number, unsaved: Unsaved): Items {
  const idle = items.list.filter(
    ({ key, mine, pop }) => !mine && key !== items.live && (pop?.receivedAt ?? 0) < before && !unsaved(key),
  );
  return idle.reduce((rest, { key }) => closed(rest, key), items);
}

export function chosen(items: Items, key: string | null): Items {
  return { ...items, front: key };
}

/** Finished, or closed: the call that the agent is in is seen next, else what came last. */
export function closed(items: Items, key: string): Items {
  const list = items.list.filter((one) => one.key !== key);
  if (items.front !== key) return { ...items, list };
  const next = list.find((one) => one.key === items.live) ?? list.at(-1);
  return { ...items, list, front: next?.key ?? null };
}
