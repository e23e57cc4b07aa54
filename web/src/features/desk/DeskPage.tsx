import { type ComponentType, useEffect, useState } from "react";
import { useUser } from "@/features/auth/useUser";
import { allWords } from "@/i18n";
import { useLive } from "@/live/hooks";
import { IdleDesk } from "./components/IdleDesk";
import type { WorkDeskProps } from "./components/WorkDesk";
import { useSituation } from "./useSituation";
import { useWork } from "./work";

let loaded: ComponentType<WorkDeskProps> | null = null;

/**
 * The forms of a call's work: not needed to log in, but there before the first call rings. Not by `lazy`: a boundary
 * that has waited shows its content up to 300 ms late, and the pop must be there before the phone rings.
 */
function useWorkDesk(): ComponentType<WorkDeskProps> | null {
  const [component, setComponent] = useState(() => loaded);
  useEffect(() => {
    if (loaded !== null) return;
    // The form of a ticket says more than the desk.
    void Promise.all([import("./components/WorkDesk"), allWords()]).then(([part]) => {
      loaded = part.WorkDesk;
      setComponent(() => part.WorkDesk);
    });
  }, []);
  return component;
}

export function Component() {
  const user = useUser();
  const view = useSituation();
  const pop = useLive((state) => state.pop);
  const work = useWork(pop, view.call);
  const WorkDesk = useWorkDesk();

  if (work === null) return <IdleDesk user={user} />;
  return WorkDesk && <WorkDesk key={work.key} pop={pop} view={view} work={work} />;
}
