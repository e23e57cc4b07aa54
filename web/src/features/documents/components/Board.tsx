import { Alert, Button } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { ticketStatus } from "@/shared/codeWords";
import type { FieldDefinition } from "@/shared/fields/definitions";
import { pickText } from "@/shared/format";
import { ListEmpty, ListFailed } from "@/shared/list/states";
import type { ListFilters } from "@/shared/list/useListFilters";
import { Loading } from "@/shared/ui/Loading";
import { type ListQuery, useBoard } from "../api";
import { cardFields, type Doing } from "../model";
import type { BoardColumn } from "../types";
import { BoardCard } from "./BoardCard";
import styles from "./board.module.css";
import { CardDialog } from "./CardDialog";

interface Props {
  query: ListQuery;
  filters: ListFilters<string>;
  teach: string;
  /** Fields of the chosen type that a list shows. */
  fields: readonly FieldDefinition[];
  /** Shows all of a column as a list. */
  onColumn: (column: BoardColumn) => void;
}

/** The documents of a list as cards, in columns by status or by the steps of the chosen type (看板). */
export function Board(props: Props) {
  // Beside the cards: while somebody fills it in, his card may move or go.
  const [chosen, setChosen] = useState<{ id: string; doing: Doing } | null>(null);
  return (
    <>
      <Columns {...props} onDo={(id, doing) => setChosen({ id, doing })} />
      {chosen && <CardDialog key={chosen.id} {...chosen} onClose={() => setChosen(null)} />}
    </>
  );
}

type OnDo = (id: string, doing: Doing) => void;

function Columns({ query, filters, teach, fields, onColumn, onDo }: Props & { onDo: OnDo }) {
  const { t } = useTranslation();
  const board = useBoard(query);
  if (board.error && !board.data) return <ListFailed error={board.error} onRetry={board.refetch} />;
  if (!board.data) return <Loading />;
  const { columns, more } = board.data;
  if (columns.every((column) => column.count === 0)) return <ListEmpty filters={filters} teach={teach} />;
  const told = cardFields(fields);
  return (
    <>
      {more && <Alert className={styles.notice} type="info" showIcon title={t("documents.board.search_more")} />}
      <div className={styles.board}>
        {columns.map((column) => (
          <Column
            key={`${column.kind}-${column.code}`}
            column={column}
            fields={told}
            typed={query.type !== undefined}
            onAll={() => onColumn(column)}
            onDo={onDo}
          />
        ))}
      </div>
    </>
  );
}

interface ColumnProps {
  column: BoardColumn;
  fields: readonly FieldDefinition[];
  /** All cards are of one type. */
  typed: boolean;
  onAll: () => void;
  onDo: OnDo;
}

function Column({ column, fields, typed, onAll, onDo }: ColumnProps) {
  const { t, i18n } = useTranslation();
  const heading = useId();
  const name = column.kind === "status" ? ticketStatus(column.code, t) : pickText(column.name, i18n.language);
  const many = column.more ? t("documents.board.at_least", { count: column.count }) : String(column.count);
  return (
    <section className={column.count === 0 ? styles.empty : styles.column} aria-labelledby={heading}>
      <h2 id={heading} className={styles.head}>
        <span>
          {name}
          {column.former && <small>{t("documents.board.former")}</small>}
        </span>{" "}
        <span className={styles.count}>{many}</span>
      </h2>
      {column.count === 0 ? (
        <p className={styles.nothing}>{t("documents.board.nothing")}</p>
      ) : (
        <ul className={styles.cards}>
          {column.items.map((row) => (
            <li key={row.id} className={styles.card}>
              <BoardCard
                row={row}
                fields={fields}
                typed={typed}
                stepped={column.kind === "node"}
                onDo={(doing) => onDo(row.id, doing)}
              />
            </li>
          ))}
        </ul>
      )}
      {column.count > column.items.length && (
        <Button type="link" size="small" className={styles.all} onClick={onAll}>
          {t("documents.board.all", { many })}
        </Button>
      )}
    </section>
  );
}
