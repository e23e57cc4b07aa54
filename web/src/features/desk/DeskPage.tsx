import { lazy, Suspense, useEffect } from "react";
import { useUser } from "@/features/auth/useUser";
import { useLive } from "@/live/hooks";
import { IdleDesk } from "./components/IdleDesk";
import { useSituation } from "./useSituation";
import { useWork } from "./work";

const loadWork = () => import("./components/WorkDesk");
const WorkDesk = lazy(loadWork);

export function Component() {
  const user = useUser();
  const view = useSituation();
  const pop = useLive((state) => state.pop);
  const work = useWork(pop, view.call);

  // The forms are not needed to take calls, but they must be there when the first one rings.
  useEffect(() => void loadWork(), []);

  if (work === null) return <IdleDesk user={user} />;
  return (
    <Suspense>
      <WorkDesk key={work.key} pop={pop} view={view} work={work} />
    </Suspense>
  );
}
