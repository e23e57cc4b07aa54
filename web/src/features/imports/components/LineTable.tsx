import { Segmented, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { pickText } from "@/shared/format";
import { DataTable } from "@/shared/list/DataTable";
import { useListFilters } from "@/shared/list/useListFilters";
import { useLines } from "../api";
import { type Job, type Line, ONLY } from "../model";

const COLOURS: Record<Line["result"], string> = { created: "green", updated: "blue", skipped: "orange", bad: "red" };

/** Line by line what became of it, and why. */
export function LineTable({ job }: { job: Job }) {
  const { t, i18n } = useTranslation();
  const filters = useListFilters(["only"] as const);
  const only = ONLY.find((one) => one === filters.values.only);
  const query = useLines(
    job.id,
    { page: filters.page, page_size: filters.pageSize, ...(only ? { only } : {}) },
    `${job.state} ${job.finished_at}`,
  );
  const trial = job.dry_run ? "would" : "did";
  return (
    <>
      <Segmented
        style={{ marginBottom: 12 }}
        aria-label={t("imports.result")}
        value={only ?? ""}
        onChange={(value: string) => filters.set({ only: value || undefined })}
        options={[
          { value: "", label: t("common.all") },
          ...ONLY.filter((one) => job[one] > 0).map((one) => ({
            value: one,
            label: `${one === "kept" ? t("imports.did.kept") : t(`imports.${trial}.${one}`)} ${job[one]}`,
          })),
        ]}
      />
      <DataTable<Line>
        query={query}
        filters={filters}
        teach={t("imports.no_lines")}
        rowKey="line"
        size="small"
        columns={[
          { title: t("imports.line"), dataIndex: "line", width: 80, className: "figure" },
          {
            title: t("imports.result"),
            width: 140,
            render: (_, row) => (
              <>
                <Tag color={COLOURS[row.result]}>{t(`imports.${trial}.${row.result}`)}</Tag>
                {row.undone && <Tag>{t("imports.did.undone")}</Tag>}
              </>
            ),
          },
          {
            title: t("common.reason"),
            render: (_, row) =>
              [...row.problems, ...(row.kept ? [row.kept] : [])].map((one) => (
                <div key={`${one.code}${one.column}${one.value}`}>
                  {pickText({ zh: one.zh, en: one.en }, i18n.language)}
                </div>
              )),
          },
          {
            title: "",
            width: 120,
            render: (_, row) =>
              job.kind === "customers" &&
              !job.dry_run &&
              row.subject_id &&
              !row.undone && <Link to={`/customers/${row.subject_id}`}>{t("imports.open")}</Link>,
          },
        ]}
      />
    </>
  );
}
