import { Activity, useEffect, useState } from "react";
import { useUser } from "@/features/auth/useUser";
import { allWords } from "@/i18n";
import { later } from "@/shared/later";
import { IdleDesk } from "./components/IdleDesk";
import type { WorkDeskProps } from "./components/WorkDesk";
import { frontTab, PANEL, WorkTabs } from "./components/WorkTabs";
import { blank } from "./items";
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
const NOBODYS = blank("");

/** Whether something has been true for so long (ms). */
function useSince(isTrue: boolean, ms: number): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    if (!isTrue) return;
    const timer = setTimeout(() => setOver(true), ms);
    return () => clearTimeout(timer);
  }, [isTrue, ms]);
  return over;
}

export function Component() {
  const user = useUser();
  const view = useSituation();
  const items = useItems(user.id);
  const front = items.list.find((one) => one.key === items.front) ?? null;
  // The desk itself stands: what is needed for the first call can be loaded.
  const settled = useSince(view.desk.status !== "unknown", WORK_AFTER_MS);
  const WorkDesk = workDesk.use(settled || front !== null);
  const drawn = useSince(WorkDesk !== null, DRAWN_MS);

  if (items.list.length === 0)
    return (
      <>
        <IdleDesk user={user} />
        {WorkDesk && !drawn && (
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
