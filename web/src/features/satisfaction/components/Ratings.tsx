import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { instant } from "@/api/clock";
import type { Page, RatingRow } from "@/api/types";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { usePerson, useQueueName } from "@/shared/directory";
import { formatDateTime } from "@/shared/format";
import { DataTable } from "@/shared/list/DataTable";
import type { ListFilters } from "@/shared/list/useListFilters";
import { useRatingWords } from "../words";

interface Props {
  query: { data: Page<RatingRow> | undefined; isFetching: boolean; error: unknown; refetch: () => unknown };
  filters: ListFilters<string>;
}

/** What customers answered, newest first; each with its call and its ticket. */
export function Ratings({ query, filters }: Props) {
  const { t, i18n } = useTranslation();
  const user = useUser();
  const person = usePerson();
  const queueName = useQueueName();
  const words = useRatingWords();
  const calls = mayDo(user, "calls.read");
  return (
    <DataTable<RatingRow>
      query={query}
      filters={filters}
      rowKey={(row) => `${row.call_id} ${row.survey} ${row.question}`}
      teach={t("satisfaction.teach")}
      columns={[
        { title: t("satisfaction.rated_at"), render: (_, row) => formatDateTime(instant(row.rated_at), i18n.language) },
        { title: t("words.agent"), render: (_, row) => person(row.agent_id) || row.agent_number || "" },
        { title: t("words.queue"), render: (_, row) => queueName(row.queue) },
        { title: t("satisfaction.question"), render: (_, row) => words.question(row) },
        { title: t("satisfaction.answer"), render: (_, row) => words.answer(row) },
        { title: t("satisfaction.score"), align: "end", className: "figure", dataIndex: "score" },
        { title: t("satisfaction.via"), render: (_, row) => words.via(row) },
        {
          title: t("satisfaction.call"),
          render: (_, row) => calls && <Link to={`/calls/${row.call_id}`}>{t("calls.open")}</Link>,
        },
        {
          title: t("satisfaction.ticket"),
          render: (_, row) => row.ticket_id && <Link to={`/documents/${row.ticket_id}`}>{t("calls.ticket_open")}</Link>,
        },
      ]}
    />
  );
}
