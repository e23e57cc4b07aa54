import type { ReactNode } from "react";
import { HelpLink } from "./HelpLink";
import styles from "./page.module.css";

interface Props {
  title: string;
  detail?: string;
  actions?: ReactNode;
}

export function PageHead({ title, detail, actions }: Props) {
  return (
    <header className={styles.head}>
      <div>
        <div className={styles.title}>
          <h1>{title}</h1>
          <HelpLink />
        </div>
        {detail && <p>{detail}</p>}
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </header>
  );
}
