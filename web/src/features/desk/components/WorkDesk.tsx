import type { ScreenPop } from "@/live/types";
import styles from "../desk.module.css";
import type { DeskView } from "../useSituation";
import type { Work } from "../work";
import { CallerCard } from "./CallerCard";
import { CustomerPanel } from "./CustomerPanel";
import { TicketEntry } from "./TicketEntry";
import { WrapUpPanel } from "./WrapUpPanel";

export interface WorkDeskProps {
  pop: ScreenPop | null;
  view: DeskView;
  work: Work;
}

/** The desk with a call's work on it: who calls, his card, the summary and a ticket. */
export function WorkDesk({ pop, view, work }: WorkDeskProps) {
  return (
    <div className={styles.desk}>
      <div className={styles.column}>
        <CallerCard pop={pop} work={work} />
      </div>
      <div className={styles.column}>
        <CustomerPanel pop={pop} work={work} />
      </div>
      <div className={styles.column}>
        <WrapUpPanel view={view} work={work} />
        <TicketEntry work={work} />
      </div>
    </div>
  );
}
