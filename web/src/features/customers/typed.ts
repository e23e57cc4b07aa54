/** What is typed into a customer's form: it outlives the page, and others' work on the same customer. Names are those of
 * the form, and `fields.CODE` of the company's own. */
export type Flat = Readonly<Record<string, unknown>>;

export interface Kept {
  /** The customer over whose values it was typed; null for one who was not there yet. */
  of: string | null;
  base: Flat;
  typed: Flat;
}

export interface Clash {
  name: string;
  theirs: unknown;
  mine: unknown;
}

const OWN = "fields.";
const without = (flat: Flat, name: string): Flat =>
  Object.fromEntries(Object.entries(flat).filter(([one]) => one !== name));
const plain = (value: unknown) => JSON.stringify(value ?? "");
export const same = (one: unknown, other: unknown): boolean => plain(one) === plain(other);

export const nothingTyped = (of: string | null, stored: Flat): Kept => ({ of, base: stored, typed: {} });
export const isTyped = (kept: Kept): boolean => Object.keys(kept.typed).length > 0;

/** These values stand in the form now. What is as it was stored is not typed. */
export function withValues(kept: Kept, of: string | null, stored: Flat, values: Flat): Kept {
  const typed: Record<string, unknown> = { ...kept.typed };
  for (const [name, value] of Object.entries(values)) {
    if (same(value, stored[name])) delete typed[name];
    else typed[name] = value;
  }
  return isTyped(kept) ? { ...kept, typed } : { of, base: stored, typed };
}

/** What the form shows: what is stored now, and what was typed over it. */
export const shownOf = (kept: Kept, stored: Flat): Flat => ({ ...stored, ...kept.typed });

/** Typed values that somebody else has changed meanwhile, with what they are now. Whoever was only a number before the
 * call's record was there was changed by nobody. */
export function clashesOf(kept: Kept, of: string | null, stored: Flat): Clash[] {
  if (kept.of !== of) return [];
  return Object.entries(kept.typed)
    .filter(([name, mine]) => !same(kept.base[name], stored[name]) && !same(mine, stored[name]))
    .map(([name, mine]) => ({ name, mine, theirs: stored[name] }));
}

/** Whether somebody else has changed anything since it was typed. */
export function movedOn(kept: Kept, of: string | null, stored: Flat): boolean {
  return isTyped(kept) && kept.of === of && Object.keys(stored).some((name) => !same(kept.base[name], stored[name]));
}

export const takeTheirs = (kept: Kept, name: string): Kept => ({ ...kept, typed: without(kept.typed, name) });
export const keepMine = (kept: Kept, name: string, stored: Flat): Kept => ({
  ...kept,
  base: { ...kept.base, [name]: stored[name] },
});

/** What was sent is stored; what was typed while it was under way is not. */
export function settled(kept: Kept, sent: Flat): Kept {
  const typed = Object.entries(kept.typed).filter(([name, value]) => !(name in sent && same(value, sent[name])));
  return { ...kept, typed: Object.fromEntries(typed) };
}

/** The company's own fields among them, by code, and back. */
export function ownOf(flat: Flat): Record<string, unknown> {
  const own = Object.entries(flat).filter(([name]) => name.startsWith(OWN));
  return Object.fromEntries(own.map(([name, value]) => [name.slice(OWN.length), value]));
}

export const asOwn = (values: Flat): Flat =>
  Object.fromEntries(Object.entries(values).map(([code, value]) => [OWN + code, value]));

export const isOwn = (name: string): boolean => name.startsWith(OWN);
export const codeOf = (name: string): string => name.slice(OWN.length);
