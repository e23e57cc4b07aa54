import { lazy, Suspense, useDeferredValue } from "react";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import styles from "../desk.module.css";
import type { Item } from "../items";
import { useAbout } from "../useAbout";
import type { DeskView } from "../useSituation";
import { useWork } from "../work";
import { CallerCard } from "./CallerCard";
import { CustomerPanel } from "./CustomerPanel";
import { TicketEntry } from "./TicketEntry";
import { WrapUpPanel } from "./WrapUpPanel";

const Suggestions = lazy(() => import("@/features/knowledge/components/Suggestions"));

export interface WorkDeskProps {
  item: Item;
  view: DeskView;
}

/** The desk with a call's work on it: who calls, his card, the summary and a ticket. Who calls is drawn first; the forms
 * take several times as long and follow. */
export function WorkDesk({ item, view }: WorkDeskProps) {
  const user = useUser();
  const reads = mayDo(user, "knowledge.read");
  const work = useWork(user.id, item);
  const { pop } = item;
  const complete = useDeferredValue(true, false);
  const { ticket, document } = work.draft;
  const about = useAbout(pop, work);
  // What is typed comes first: only so many words are looked at.
  const words = [document.title, document.content, about].filter(Boolean).join(" ");
  // A call has no record to count for before it has ended.
  const subject = ticket ? { kind: "ticket" as const, id: ticket } : null;
  return (
    <div className={styles.desk} data-complete={complete ? pop?.pop : undefined}>
      <div className={styles.column}>
        <CallerCard pop={pop} work={work} />
      </div>
      <div className={styles.column}>{complete && <CustomerPanel pop={pop} work={work} />}</div>
      <div className={styles.column}>
        {complete && (
          <>
            <WrapUpPanel view={view} work={work} />
            <TicketEntry work={work} />
            {reads && (
              <Suspense>
                <Suggestions words={words} subject={subject} />
              </Suspense>
            )}
          </>
        )}
      </div>
    </div>
  );
}
