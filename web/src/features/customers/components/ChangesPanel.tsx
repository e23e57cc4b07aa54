import { Alert, Pagination } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { instant } from "@/api/clock";
import { usePerson } from "@/shared/directory";
import { errorText } from "@/shared/errorText";
import { formatDateTime } from "@/shared/format";
import { EventList } from "@/shared/ui/EventList";
import { Loading } from "@/shared/ui/Loading";
import { Panel } from "@/shared/ui/Panel";
import { ACTIONS, type Change, PAGE_SIZE, type Row, rowsOf, useChanges } from "../changes";
import styles from "../parts.module.css";
import { ChangedValue, useChangeLabel } from "./ChangedValue";

interface Props {
  customer: string;
  erased: boolean;
}

/** Who changed what in the record, from what to what, newest first. */
export function ChangesPanel({ customer, erased }: Props) {
  const { t, i18n } = useTranslation();
  const person = usePerson();
  const [page, setPage] = useState(1);
  const changes = useChanges(customer, page);
  return (
    <Panel title={t("customerparts.changes")}>
      {changes.isPending && <Loading />}
      {changes.error && <Alert type="error" showIcon title={errorText(changes.error, t, i18n.language)} />}
      {erased && <p className={styles.faint}>{t("customerparts.values_erased")}</p>}
      {changes.data?.total === 0 && <span className={styles.faint}>{t("customerparts.no_changes")}</span>}
      <EventList
        items={(changes.data?.items ?? []).map((change) => ({
          key: change.id,
          content: (
            <>
              <small className={styles.faint}>
                {formatDateTime(instant(change.created_at), i18n.language)}
                {" · "}
                {person(change.created_by) || t("customerparts.system")}
              </small>
              <div>{t(`customerparts.did.${ACTIONS.find((one) => one === change.action) ?? "other"}`)}</div>
              <Details change={change} />
            </>
          ),
        }))}
      />
      {(changes.data?.total ?? 0) > PAGE_SIZE && (
        <Pagination
          size="small"
          current={page}
          pageSize={PAGE_SIZE}
          total={changes.data?.total ?? 0}
          showSizeChanger={false}
          onChange={setPage}
        />
      )}
    </Panel>
  );
}

function Details({ change }: { change: Change }) {
  const label = useChangeLabel();
  const rows = rowsOf(change.changes);
  if (rows.length === 0) return null;
  return (
    <ul className={styles.changes}>
      {rows.map((row) => (
        <li key={row.name}>
          <span className={styles.faint}>{label(row.name)}</span> <Pair row={row} change={change} />
        </li>
      ))}
    </ul>
  );
}

const isNothing = (value: unknown) =>
  value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);

function Pair({ row, change }: { row: Row; change: Change }) {
  const [before, after] = [isNothing(row.before), isNothing(row.after)];
  if (before && after) return null; // an import was taken back: only what it is about is known
  return (
    <>
      {!before && (
        <del>
          <ChangedValue name={row.name} value={row.before} names={change.names ?? {}} />
        </del>
      )}
      {!before && !after && " → "}
      {!after && <ChangedValue name={row.name} value={row.after} names={change.names ?? {}} />}
    </>
  );
}
