import { useEffect, useState } from "react";
import { useUser } from "@/features/auth/useUser";
import { allWords } from "@/i18n";
import { later } from "@/shared/later";
import { IdleDesk } from "./components/IdleDesk";
import type { WorkDeskProps } from "./components/WorkDesk";
import { frontTab, PANEL, WorkTabs } from "./components/WorkTabs";
import { useSituation } from "./useSituation";
import { useItems } from "./work";

/** The forms of a call's work. The form of a ticket says more than the desk. */
const workDesk = later<WorkDeskProps>(
  async () => (await Promise.all([import("./components/WorkDesk"), allWords()]))[0].WorkDesk,
);

/** Milliseconds after the agent can sign in; no call comes sooner. */
const WORK_AFTER_MS = 500;

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

export function Component() {
  const user = useUser();
  const view = useSituation();
  const items = useItems(user.id);
  const front = items.list.find((one) => one.key === items.front) ?? null;
  const settled = useSettled(view.desk.status !== "unknown");
  const WorkDesk = workDesk.use(settled || front !== null);

  if (items.list.length === 0) return <IdleDesk user={user} />;
  return (
    <>
      <WorkTabs items={items} view={view} />
      <div role="tabpanel" id={PANEL} aria-labelledby={frontTab(items)}>
        {front === null ? <IdleDesk user={user} /> : WorkDesk && <WorkDesk key={front.key} item={front} view={view} />}
      </div>
    </>
  );
}
