import { Activity, useEffect, useState } from "react";
import { useUser } from "@/features/auth/useUser";
import { allWords } from "@/i18n";
import { later } from "@/shared/later";
import { IdleDesk } from "./components/IdleDesk";
import type { WorkDeskProps } from "./components/WorkDesk";
import { frontTab, PANEL, WorkTabs } from "./components/WorkTabs";
import type { Item } from "./items";
import { useSituation } from "./useSituation";
import { useItems } from "./work";

/** The forms of a call's work. The form of a ticket says more than the desk. */
const workDesk = later<WorkDeskProps>(
  async () => (await Promise.all([import("./components/WorkDesk"), allWords()]))[0].WorkDesk,
);

/** Milliseconds after the agent can sign in; no call comes sooner. */
const WORK_AFTER_MS = 500;

/** Milliseconds in which the forms have been drawn, out of sight. */
const DRAWN_MS = 1500;
/** Nobody's call. */
const NOBODYS: Item = { key: "", call: null, pop: null, seen: null, queue: null, mine: false };

/** Whether the desk itself stands, so that what is needed for the first call can be loaded. */
function useSettled(usable: boolean): boolean {
  const [settled, setSettled] = useState(false);
  useEffect(() => {
    if (!usable) return;
    const timer = setTimeout(() => setSettled(true), WORK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [usable]);
  return settled;
}

/** Whether the forms of a call's work, which are there, have still to be drawn for the first time. */
function useUndrawn(there: boolean): boolean {
  const [drawn, setDrawn] = useState(false);
  useEffect(() => {
    if (!there) return;
    const timer = setTimeout(() => setDrawn(true), DRAWN_MS);
    return () => clearTimeout(timer);
  }, [there]);
  return there && !drawn;
}

export function Component() {
  const user = useUser();
  const view = useSituation();
  const items = useItems(user.id);
  const front = items.list.find((one) => one.key === items.front) ?? null;
  const settled = useSettled(view.desk.status !== "unknown");
  const WorkDesk = workDesk.use(settled || front !== null);

  const undrawn = useUndrawn(WorkDesk !== null);

  if (items.list.length === 0)
    return (
      <>
        <IdleDesk user={user} />
        {undrawn && WorkDesk && (
          // The first caller's card need not wait until the browser has read, computed and drawn all this once.
          <Activity mode="hidden">
            <WorkDesk item={NOBODYS} view={view} />
          </Activity>
        )}
      </>
    );
  return (
    <>
      <WorkTabs items={items} view={view} />
      <div role="tabpanel" id={PANEL} aria-labelledby={frontTab(items)}>
        {front === null ? <IdleDesk user={user} /> : WorkDesk && <WorkDesk key={front.key} item={front} view={view} />}
      </div>
    </>
  );
}
