/** The rows with one of them at another place. */
export function moved<T>(rows: readonly T[], from: number, to: number): T[] {
  const all = [...rows];
  all.splice(to, 0, ...all.splice(from, 1));
  return all;
}

/** Which row the server's "LIST.2.label.en" is about; null for what is about none of the list. */
export function rowOf(field: string | undefined, list: string): number | null {
  const [, place] = (field?.startsWith(`${list}.`) && /^(\d+)/.exec(field.slice(list.length + 1))) || [];
  return place === undefined ? null : Number(place);
}
