import { Alert, Button, Empty } from "antd";
import { useTranslation } from "react-i18next";
import { errorText } from "@/shared/errorText";
import type { ListFilters } from "./useListFilters";

/** In place of a list that could not be fetched. */
export function ListFailed({ error, onRetry }: { error: unknown; onRetry: () => unknown }) {
  const { t, i18n } = useTranslation();
  return (
    <Alert
      type="error"
      showIcon
      title={errorText(error, t, i18n.language)}
      action={<Button onClick={() => onRetry()}>{t("common.retry")}</Button>}
    />
  );
}

interface EmptyProps {
  filters: Pick<ListFilters<string>, "active" | "clear">;
  /** What an empty list without filters says: what would be here and where it comes from. */
  teach: string;
}

/** In place of a list's rows: "nothing found", or "nothing yet". */
export function ListEmpty({ filters, teach }: EmptyProps) {
  const { t } = useTranslation();
  if (!filters.active) return <Empty description={teach} />;
  return (
    <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("common.nothing_found")}>
      <Button onClick={filters.clear}>{t("common.clear_filters")}</Button>
    </Empty>
  );
}
