import { useState } from "react";
import { useDraft } from "@/shared/draft";
import { blankGroup, type Field, known } from "@/shared/schema/shape";
import { idOf, type Row, typed } from "./model";
import type { Resource } from "./resources";

/** A thing's form. Only what was typed is kept, so that what others change meanwhile stays; secrets are never kept. */
export function useForm(resource: Resource, before: Row | null, fields: readonly Field[]) {
  const draft = useDraft<Row>(`room.${resource.room}.${before ? `id.${idOf(resource, before)}` : "new"}`);
  const start: Row = before ? known(fields, before) : blankGroup(fields);
  const names = new Set(fields.map((field) => field.name));
  const kept = Object.entries(draft.kept ?? {}).filter(([name]) => names.has(name));
  const [found, setFound] = useState(kept.length > 0);
  const [value, setValue] = useState<Row>(() => ({ ...start, ...Object.fromEntries(kept) }));
  return {
    value,
    found,
    change: (next: Row) => {
      setValue(next);
      const mine = typed(fields, start, next);
      if (Object.keys(mine).length > 0) draft.keep(mine);
      else draft.drop();
    },
    drop: () => {
      draft.drop();
      setFound(false);
      setValue(start);
    },
  };
}
