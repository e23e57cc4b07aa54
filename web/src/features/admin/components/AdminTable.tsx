import { Alert, Button, Table, type TableProps } from "antd";
import { useTranslation } from "react-i18next";
import { errorText } from "@/shared/errorText";
import { NothingYet } from "@/shared/ui/NothingYet";

interface Props<T> extends Omit<TableProps<T>, "dataSource" | "loading"> {
  query: { data: readonly T[] | undefined; isPending: boolean; error: unknown; refetch: () => unknown };
  teach: string;
  /** Begins the first one; only for who may. */
  onFirst?: (() => void) | undefined;
}

/** A whole list of settings (they are few), with the words for "failed" and "nothing yet". */
export function AdminTable<T extends object>({ query, teach, onFirst, ...table }: Props<T>) {
  const { t, i18n } = useTranslation();
  if (query.error) {
    return (
      <Alert
        type="error"
        showIcon
        title={errorText(query.error, t, i18n.language)}
        action={<Button onClick={() => query.refetch()}>{t("common.retry")}</Button>}
      />
    );
  }
  return (
    <Table<T>
      size="middle"
      rowKey="id"
      pagination={{ pageSize: 50, hideOnSinglePage: true }}
      {...table}
      dataSource={[...(query.data ?? [])]}
      loading={query.isPending}
      locale={{ emptyText: query.isPending ? <span /> : <NothingYet teach={teach} onFirst={onFirst} /> }}
    />
  );
}
