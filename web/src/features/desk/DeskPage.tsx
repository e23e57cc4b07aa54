import { useUser } from "@/features/auth/useUser";
import { useLive } from "@/live/hooks";
import { CallerCard } from "./components/CallerCard";
import { CustomerPanel } from "./components/CustomerPanel";
import { IdleDesk } from "./components/IdleDesk";
import { TicketEntry } from "./components/TicketEntry";
import { WrapUpPanel } from "./components/WrapUpPanel";
import styles from "./desk.module.css";
import { useSituation } from "./useSituation";
import { useWork } from "./work";

export function Component() {
  const user = useUser();
  const view = useSituation();
  const pop = useLive((state) => state.pop);
  const work = useWork(pop, view.call);
  if (work === null) return <IdleDesk user={user} />;
  return (
    <div className={styles.desk} key={work.key}>
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
