/** `wanted`, or with the first number behind it that is not taken. */
export function freeCode(wanted: string, taken: readonly string[]): string {
  if (!taken.includes(wanted)) return wanted;
  let number = 2;
  while (taken.includes(`${wanted}_${number}`)) number += 1;
  return `${wanted}_${number}`;
}

/** A code out of an English name that nobody has; `fallback` for a name without Latin letters. */
export function codeFrom(english: string, fallback: string, taken: readonly string[]): string {
  const plain = english
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[^a-z]+/, "")
    .replace(/_+$/, "")
    .slice(0, 28);
  return freeCode(plain || fallback, taken);
}
