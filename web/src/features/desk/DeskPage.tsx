import { useEffect, useState } from "react";
import { useUser } from "@/features/auth/useUser";
import { allWords } from "@/i18n";
import { useLive } from "@/live/hooks";
import { later } from "@/shared/later";
import { IdleDesk } from "./components/IdleDesk";
import type { WorkDeskProps } from "./components/WorkDesk";
import { useSituation } from "./useSituation";
import { useWork } from "./work";

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
  const pop = useLive((state) => state.pop);
  const work = useWork(user.id, pop, view.call);
  const settled = useSettled(view.desk.status !== "unknown");
  const WorkDesk = workDesk.use(settled || work !== null);

  if (work === null) return <IdleDesk user={user} />;
  return WorkDesk && <WorkDesk key={work.key} pop={pop} view={view} work={work} />;
}
