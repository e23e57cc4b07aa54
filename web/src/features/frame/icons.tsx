import { lazy, Suspense } from "react";
import type { MenuEntry } from "@/api/types";

// Half a hundred drawings: they come after the first view, into the room that is kept for them.
const EntrySymbol = lazy(() => import("./EntrySymbol"));

export function EntryIcon({ entry }: { entry: MenuEntry }) {
  return (
    <Suspense fallback={<span className="anticon" style={{ width: "1em", height: "1em" }} />}>
      <EntrySymbol entry={entry} />
    </Suspense>
  );
}
