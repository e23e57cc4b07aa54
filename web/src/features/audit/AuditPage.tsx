import { DownloadOutlined } from "@ant-design/icons";
import { Button, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { instant } from "@/api/clock";
import { usePeople } from "@/shared/directory";
import { download, withQuery } from "@/shared/download";
import { formatDateTime } from "@/shared/format";
import { DataTable } from "@/shared/list/DataTable";
import { ChoiceFilter, FilterBar, PeriodFilter, TextFilter } from "@/shared/list/Filters";
import { useListFilters } from "@/shared/list/useListFilters";
import { PageHead } from "@/shared/ui/PageHead";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useAudit } from "./api";
import { Details } from "./Details";
import { type AuditEntry, KINDS } from "./model";
import { useAuditWords } from "./words";

const FILTERS = ["q", "user", "kind", "action", "subject", "from", "to"] as const;

/** Who did what to which record, from where, and what it was before. */
export function Component() {
  const { t, i18n } = useTranslation();
  const notice = useErrorNotice();
  const words = useAuditWords();
  const people = usePeople();
  const filters = useListFilters(FILTERS);
  const { values } = filters;
  const audit = useAudit({ ...values, page: filters.page, page_size: filters.pageSize });
  return (
    <>
      <PageHead
        title={t("audit.title")}
        detail={t("audit.detail")}
        actions={
          <Button
            icon={<DownloadOutlined />}
            onClick={() => download(withQuery("/audit.csv", values), "audit.csv").catch(notice)}
          >
            {t("audit.export")}
          </Button>
        }
      />
      <FilterBar filters={filters}>
        <TextFilter {...filters} name="q" label={t("audit.search")} />
        <ChoiceFilter {...filters} name="user" label={t("audit.who")} width={170} options={people} />
        <ChoiceFilter
          {...filters}
          name="kind"
          label={t("audit.what")}
          options={KINDS.map((value) => ({ value, label: words.kind(value) }))}
        />
        <PeriodFilter {...filters} />
        {values.subject && (
          <Tag closable onClose={() => filters.set({ subject: undefined })}>
            {t("audit.one_record")}
          </Tag>
        )}
        {values.action && (
          <Tag closable onClose={() => filters.set({ action: undefined })}>
            {words.action(values.action)}
          </Tag>
        )}
      </FilterBar>
      <DataTable<AuditEntry>
        query={audit}
        filters={filters}
        teach={t("audit.teach")}
        size="small"
        columns={[
          {
            title: t("audit.at"),
            width: 170,
            className: "figure",
            render: (_, row) => formatDateTime(instant(row.at), i18n.language),
          },
          {
            title: t("audit.who"),
            width: 130,
            render: (_, row) => (
              <>
                {row.username || t("audit.system")}
                <br />
                <small>{row.address}</small>
              </>
            ),
          },
          {
            title: t("audit.action_label"),
            width: 180,
            render: (_, row) => (
              <Button
                type="link"
                size="small"
                style={{ padding: 0, whiteSpace: "normal", height: "auto", textAlign: "start" }}
                title={t("audit.only_this")}
                onClick={() => filters.set({ action: row.action })}
              >
                {words.action(row.action)}
              </Button>
            ),
          },
          {
            title: t("audit.what"),
            width: 150,
            render: (_, row) => (
              <>
                {words.kind(row.kind)}
                {row.subject && (
                  <>
                    <br />
                    <Button
                      type="link"
                      size="small"
                      style={{ padding: 0, height: "auto" }}
                      onClick={() => filters.set({ kind: row.kind, subject: row.subject })}
                    >
                      {t("audit.history")}
                    </Button>
                  </>
                )}
              </>
            ),
          },
          { title: t("audit.changes"), render: (_, row) => <Details entry={row} /> },
        ]}
      />
    </>
  );
}
