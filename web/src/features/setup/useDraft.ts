import { useCallback, useState } from "react";
import { readDraft, useDraftKey } from "@/shared/draft";

/** What was typed in a step and not saved yet, kept across a reload; passwords are left out. */
export function useDraft<T extends object>(
  name: string,
): { draft: T | null; keep: (values: T) => void; forget: () => void } {
  const key = useDraftKey(`setup.${name}`);
  const [draft] = useState(() => readDraft<T>(localStorage, key));
  const keep = useCallback(
    (values: T) =>
      localStorage.setItem(
        key,
        JSON.stringify(values, (field, value: unknown) => (field === "password" ? undefined : value)),
      ),
    [key],
  );
  const forget = useCallback(() => localStorage.removeItem(key), [key]);
  return { draft, keep, forget };
}
