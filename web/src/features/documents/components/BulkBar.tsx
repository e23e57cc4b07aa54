import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ChosenBar } from "@/shared/list/ChosenBar";
import { useBulkNotice } from "@/shared/list/useBulkNotice";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useBulk, type Verb } from "../api";
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

/** One verb for all chosen documents; what could not be done is told per document. */
export function BulkBar({ rows, manages, onDone }: Props) {
  const { t } = useTranslation();
  const tell = useBulkNotice();
  const fail = useErrorNotice();
  const bulk = useBulk();
  const [verb, setVerb] = useState<Verb | null>(null);

  async function go(name: BulkVerb | "watch", body: Record<string, unknown>): Promise<void> {
    const results = await bulk.mutateAsync({ ids: rows.map((row) => row.id), verb: name, body });
    onDone();
    const numbers = new Map(rows.map((row) => [row.id, `${row.number} ${row.title}`]));
    tell(results, (id) => numbers.get(id) ?? id);
  }

  return (
    <ChosenBar count={rows.length} onNone={onDone}>
      {[...PLAIN, ...(manages ? MANAGING : [])].map((one) => (
        <Button key={one} size="small" onClick={() => setVerb(one)}>
          {t(`documents.verb.${one}`)}
        </Button>
      ))}
      <Button size="small" loading={bulk.isPending} onClick={() => void go("watch", {}).catch(fail)}>
        {t("documents.watch")}
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
    </ChosenBar>
  );
}
