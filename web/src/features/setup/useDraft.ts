import { useCallback, useState } from "react";

const keyOf = (name: string) => `hotline.setup.${name}`;

function read<T>(name: string): T | null {
  try {
    return JSON.parse(localStorage.getItem(keyOf(name)) ?? "null") as T | null;
  } catch {
    return null;
  }
}

/** What was typed in a step and not saved yet, kept across a reload; passwords are left out. */
export function useDraft<T extends object>(
  name: string,
): { draft: T | null; keep: (values: T) => void; forget: () => void } {
  const [draft] = useState(() => read<T>(name));
  const keep = useCallback(
    (values: T) =>
      localStorage.setItem(
        keyOf(name),
        JSON.stringify(values, (key, value: unknown) => (key === "password" ? undefined : value)),
      ),
    [name],
  );
  const forget = useCallback(() => localStorage.removeItem(keyOf(name)), [name]);
  return { draft, keep, forget };
}
