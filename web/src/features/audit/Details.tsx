import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "./audit.module.css";
import { type AuditEntry, told } from "./model";
import { useAuditWords } from "./words";

const AT_FIRST = 4;

/** What was changed, as before → after, and facts beside the action. */
export function Details({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation();
  const words = useAuditWords();
  const [all, setAll] = useState(false);
  const rows = told(entry.details);
  const shown = all ? rows : rows.slice(0, AT_FIRST);
  return (
    <>
      <dl className={styles.details}>
        {shown.map((one) => (
          <div key={one.name}>
            <dt>{words.field(one.name)}</dt>
            <dd>
              {"before" in one ? (
                <>
                  <del>{words.value(one.before)}</del> <span aria-hidden>→</span> <ins>{words.value(one.after)}</ins>
                </>
              ) : (
                words.value(one.after)
              )}
            </dd>
          </div>
        ))}
      </dl>
      {rows.length > AT_FIRST && (
        <Button type="link" size="small" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t("audit.less") : t("audit.more", { count: rows.length - AT_FIRST })}
        </Button>
      )}
    </>
  );
}
