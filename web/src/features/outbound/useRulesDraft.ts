import { useMemo, useState } from "react";
import { useDraft } from "@/shared/draft";
import { changesOf, merged, type Rules } from "./model";

interface Kept {
  /** What the changes were made from. */
  base: Rules;
  form: Rules;
}

/** The rules with one's unsaved changes. What somebody else saves meanwhile is taken over where one has not changed it
 * oneself; where one has, it is among the clashes. */
export function useRulesDraft(current: Rules) {
  const draft = useDraft<Kept>("outbound");
  const [mine, setMine] = useState<Kept | null>(draft.kept);
  const [found, setFound] = useState(draft.kept !== null);
  const { rules, clashes } = useMemo(
    () => (mine ? merged(mine.base, mine.form, current) : { rules: current, clashes: [] }),
    [mine, current],
  );
  const changes = useMemo(() => changesOf(current, rules), [current, rules]);

  function drop(): void {
    draft.drop();
    setMine(null);
    setFound(false);
  }

  function put(more: Partial<Rules>): void {
    const form = { ...rules, ...more };
    if (changesOf(current, form).length === 0) {
      drop();
      return;
    }
    const kept = { base: current, form };
    setMine(kept);
    draft.keep(kept);
  }

  return {
    rules,
    changes,
    clashes,
    put,
    drop,
    found: found && changes.length > 0,
    overtaken: mine !== null && mine.base.version !== current.version,
  };
}
