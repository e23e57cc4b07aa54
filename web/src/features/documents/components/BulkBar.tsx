import { App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useBulk, type Verb } from "../api";
import styles from "../documents.module.css";
import type { DocumentRow } from "../types";
import { VerbDialog } from "./VerbDialog";

const PLAIN = ["claim", "urge", "reassign", "suspend", "resume", "cancel"] as const;
const MANAGING = ["supervise", "extend", "archive"] as const;
type BulkVerb = (typeof PLAIN)[number] | (typeof MANAGING)[number];

interface Props {
  rows: readonly DocumentRow[];
  manages: boolean;
  onDone: () => void;
}

/** One verb for all chosen documents; what could not be done is told per document, and stays chosen. */
export function BulkBar({ rows, manages, onDone }: Props) {
  const { t, i18n } = useTranslation();
  const { modal, message } = App.useApp();
  const fail = useErrorNotice();
  const bulk = useBulk();
  const [verb, setVerb] = useState<Verb | null>(null);

  async function go(name: BulkVerb | "watch", body: Record<string, unknown>): Promise<void> {
    const done = await bulk.mutateAsync({ ids: rows.map((row) => row.id), verb: name, body });
    onDone();
    if (done.failed === 0) {
      void message.success(t("documents.bulk_done", { count: done.done }));
      return;
    }
    const numbers = new Map(rows.map((row) => [row.id, `${row.number} ${row.title}`]));
    modal.warning({
      title: t("documents.bulk_partly", { done: done.done, failed: done.failed }),
      width: 560,
      content: (
        <ul>
          {done.results
            .filter((one) => !one.ok)
            .map((one) => (
              <li key={one.id}>
                {numbers.get(one.id)}
                <br />
                <span className={styles.small}>
                  {(i18n.language === "en" ? one.message : one.message_zh) || one.message || t("documents.not_allowed")}
                </span>
              </li>
            ))}
        </ul>
      ),
    });
  }

  return (
    <section className={styles.bulk} aria-label={t("documents.bulk")}>
      <span>{t("documents.chosen", { count: rows.length })}</span>
      {[...PLAIN, ...(manages ? MANAGING : [])].map((one) => (
        <Button key={one} size="small" onClick={() => setVerb(one)}>
          {t(`documents.verb.${one}`)}
        </Button>
      ))}
      <Button size="small" loading={bulk.isPending} onClick={() => void go("watch", {}).catch(fail)}>
        {t("documents.watch")}
      </Button>
      <Button size="small" type="text" onClick={onDone}>
        {t("documents.choose_none")}
      </Button>
      {verb && (
        <VerbDialog
          key={verb}
          verb={verb}
          steps={[]}
          count={rows.length}
          onGo={(body) => go(verb as BulkVerb, body)}
          onClose={() => setVerb(null)}
        />
      )}
    </section>
  );
}
