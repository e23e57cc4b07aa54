/** A list's query with fields of the company's own: code (or `code.from`, `code.to`) → what is looked for. */
export type WithFields<Q> = Omit<Q, "field"> & { field?: Record<string, string> };

/** The parameters of an address; those of fields are written `field.CODE`. */
export function parameters({ field, ...query }: WithFields<object>): Record<string, string> {
  const own = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  const fields = Object.entries(field ?? {}).map(([code, value]) => [`field.${code}`, value]);
  return Object.fromEntries([...own, ...fields]);
}

/** The fields among a list's filters: `field.CODE` → CODE. */
export function fieldFilters(
  codes: readonly string[],
  values: Readonly<Partial<Record<string, string>>>,
): Record<string, string> {
  const found = codes.flatMap((code) => {
    const value = values[`field.${code}`];
    return value ? [[code, value] as const] : [];
  });
  return Object.fromEntries(found);
}
