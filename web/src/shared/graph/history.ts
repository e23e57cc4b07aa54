/** What was done and can be undone. A change that follows another of the same `group` at once belongs to it. */
export interface History<T> {
  past: readonly T[];
  now: T;
  future: readonly T[];
  group: string | null;
}

const LIMIT = 100;

export function begin<T>(now: T): History<T> {
  return { past: [], now, future: [], group: null };
}

export function change<T>(history: History<T>, now: T, group: string | null = null): History<T> {
  if (now === history.now) return history;
  const joined = group !== null && group === history.group && history.past.length > 0;
  const past = joined ? history.past : [...history.past, history.now].slice(-LIMIT);
  return { past, now, future: [], group };
}

export function undo<T>(history: History<T>): History<T> {
  const before = history.past.at(-1);
  if (before === undefined) return history;
  return { past: history.past.slice(0, -1), now: before, future: [history.now, ...history.future], group: null };
}

export function redo<T>(history: History<T>): History<T> {
  const [after, ...future] = history.future;
  if (after === undefined) return history;
  return { past: [...history.past, history.now], now: after, future, group: null };
}
