import { Button, Segmented, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { instant } from "@/api/clock";
import { CallableNumber } from "@/features/desk/components/CallableNumber";
import { formatDateTime } from "@/shared/format";
import { DataTable } from "@/shared/list/DataTable";
import { FilterBar } from "@/shared/list/Filters";
import { useListFilters } from "@/shared/list/useListFilters";
import { PageHead } from "@/shared/ui/PageHead";
import { useMyNumbers } from "./api";
import { ResultDialog } from "./components/ResultDialog";
import { type ListItem, myQuery, SHOWN, shownOf } from "./model";

/** The numbers of call lists that the agent is to call: called with a click, their results written down. */
export function Component() {
  const { t, i18n } = useTranslation();
  const filters = useListFilters(["shown"]);
  const shown = shownOf(filters.values.shown);
  const query = useMyNumbers({ ...myQuery(shown), page: filters.page, page_size: filters.pageSize });
  const [writing, setWriting] = useState<ListItem | null>(null);
  const finished = shown !== "";
  return (
    <>
      <PageHead title={t("mynumbers.title")} detail={t("mynumbers.detail")} />
      <FilterBar filters={filters}>
        <Segmented
          aria-label={t("mynumbers.which")}
          value={shown}
          onChange={(value: string) => filters.set({ shown: value || undefined })}
          options={SHOWN.map((value) => ({ value, label: t(`mynumbers.shown.${value || "open"}`) }))}
        />
      </FilterBar>
      <DataTable<ListItem>
        query={query}
        filters={{ ...filters, active: finished }}
        teach={t("mynumbers.teach")}
        columns={[
          {
            title: t("calls.number"),
            render: (_, row) =>
              row.blocked ? (
                <>
                  <span className="figure">{row.number}</span>{" "}
                  <Tag color="red" title={t("calllists.blocked_detail")}>
                    {t("calllists.blocked")}
                  </Tag>
                </>
              ) : (
                <CallableNumber number={row.number} />
              ),
          },
          {
            title: t("calls.customer"),
            render: (_, row) =>
              row.customer_id ? (
                <Link to={`/customers/${row.customer_id}`}>{row.name || t("calls.customer_open")}</Link>
              ) : (
                row.name
              ),
          },
          { title: t("calllists.name"), dataIndex: "list_name", ellipsis: true },
          { title: t("calllists.note"), dataIndex: "note", ellipsis: true },
          ...(finished
            ? [
                {
                  title: t("calllists.result"),
                  render: (_: unknown, row: ListItem) => row.result && t(`calllists.outcome.${row.result}`),
                },
                { title: t("mynumbers.remark"), dataIndex: "remark", ellipsis: true },
                {
                  title: t("mynumbers.written"),
                  render: (_: unknown, row: ListItem) => formatDateTime(instant(row.result_at), i18n.language),
                },
              ]
            : []),
          {
            title: "",
            width: 130,
            render: (_, row) => (
              <Button size="small" onClick={() => setWriting(row)}>
                {t(row.result ? "mynumbers.change" : "mynumbers.write")}
              </Button>
            ),
          },
        ]}
      />
      {writing && <ResultDialog key={writing.id} item={writing} onClose={() => setWriting(null)} />}
    </>
  );
}
