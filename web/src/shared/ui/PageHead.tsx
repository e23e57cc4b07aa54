import type { ReactNode } from "react";
import { HelpLink } from "./HelpLink";
import styles from "./page.module.css";
import { VersionsLink } from "./VersionsLink";

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
          <VersionsLink />
        </div>
        {detail && <p>{detail}</p>}
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </header>
  );
}
