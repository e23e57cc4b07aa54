import { Table, type TableProps } from "antd";
import { useTranslation } from "react-i18next";
import type { Page } from "@/api/types";
import { useColumnChoice } from "./columnChoice";
import styles from "./list.module.css";
import { ListEmpty, ListFailed } from "./states";
import { useLastPage } from "./useLastPage";
import { type ListFilters, PAGE_SIZES } from "./useListFilters";

interface Query<T> {
  data: Page<T> | undefined;
  isFetching: boolean;
  isPlaceholderData?: boolean;
  error: unknown;
  refetch: () => unknown;
}

interface Props<T> extends Omit<TableProps<T>, "dataSource" | "pagination" | "loading"> {
  query: Query<T>;
  filters: Pick<ListFilters<string>, "page" | "pageSize" | "setPage" | "active" | "clear">;
  /** What an empty list without filters says: what would be here and where it comes from. */
  teach: string;
  /** The list's own name: with it everybody chooses which of its columns he sees. */
  name?: string;
}

/** A page of a list, with the words for "failed", "nothing found" and "nothing yet". */
export function DataTable<T extends object>({ query, filters, teach, name, ...table }: Props<T>) {
  const { t } = useTranslation();
  const { shown, choice } = useColumnChoice<T>(name ?? "", table.columns ?? []);
  const { page, pageSize, setPage } = filters;
  useLastPage(query, page, pageSize, setPage);
  if (query.error && !query.data) return <ListFailed error={query.error} onRetry={query.refetch} />;
  return (
    <>
      {/* What was read before stays; that it could not be read again is said. */}
      {query.error ? <ListFailed error={query.error} onRetry={query.refetch} /> : null}
      <Table<T>
        size="middle"
        rowKey="id"
        {...table}
        columns={name ? shown : table.columns}
        rowSelection={
          table.rowSelection && {
            getTitleCheckboxProps: () => ({ "aria-label": t("common.choose_all") }),
            ...table.rowSelection,
          }
        }
        title={name ? () => <div className={styles.tools}>{choice}</div> : undefined}
        dataSource={query.data?.items ?? []}
        loading={query.isFetching && !query.data}
        locale={{ emptyText: query.data ? <ListEmpty filters={filters} teach={teach} /> : <span /> }}
        pagination={{
          current: page,
          pageSize,
          total: query.data?.total ?? 0,
          pageSizeOptions: PAGE_SIZES,
          showSizeChanger: true,
          showTotal: (total) => t(query.data?.more ? "common.total_more" : "common.total", { count: total }),
          onChange: (to, size) => setPage(to, size),
          hideOnSinglePage: false,
        }}
      />
    </>
  );
}
