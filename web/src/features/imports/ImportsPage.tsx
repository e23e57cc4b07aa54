import { ImportOutlined } from "@ant-design/icons";
import { Button, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { instant } from "@/api/clock";
import { usePerson } from "@/shared/directory";
import { formatDateTime } from "@/shared/format";
import { DataTable } from "@/shared/list/DataTable";
import { ChoiceFilter, FilterBar } from "@/shared/list/Filters";
import { useListFilters } from "@/shared/list/useListFilters";
import { PageHead } from "@/shared/ui/PageHead";
import { useImports } from "./api";
import { JobState } from "./components/JobState";
import { COUNTS, isOpen, type Job } from "./model";
import { useImportWords } from "./words";

const STATES = ["ready", "running", "done", "checked", "cancelled", "failed", "undone"] as const;

/** Imports that were made, and the way to a new one. */
export function Component() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const person = usePerson();
  const words = useImportWords();
  const filters = useListFilters(["kind", "state"] as const);
  const { kind, state } = filters.values;
  const query = useImports({
    page: filters.page,
    page_size: filters.pageSize,
    ...(kind === "customers" || kind === "call_list" ? { kind } : {}),
    ...(state ? { state } : {}),
  });
  return (
    <>
      <PageHead
        title={t("imports.title")}
        detail={t("imports.detail")}
        actions={
          <Button type="primary" icon={<ImportOutlined />} onClick={() => void navigate("/imports/new")}>
            {t("imports.new")}
          </Button>
        }
      />
      <FilterBar filters={filters}>
        <ChoiceFilter
          {...filters}
          name="kind"
          label={t("imports.what")}
          options={(["customers", "call_list"] as const).map((value) => ({ value, label: words.kind(value) }))}
        />
        <ChoiceFilter
          {...filters}
          name="state"
          label={t("imports.state_label")}
          options={STATES.map((value) => ({ value, label: words.state(value) }))}
        />
      </FilterBar>
      <DataTable<Job>
        query={query}
        filters={filters}
        teach={t("imports.teach")}
        columns={[
          {
            title: t("imports.file"),
            ellipsis: true,
            render: (_, row) => (
              <Link to={`/imports/${row.id}`}>{isOpen(row) ? `${row.name} · ${t("imports.go_on")}` : row.name}</Link>
            ),
          },
          { title: t("imports.what"), render: (_, row) => words.kind(row.kind) },
          { title: t("imports.state_label"), render: (_, row) => <JobState job={row} /> },
          { title: t("imports.lines"), dataIndex: "total", align: "end", className: "figure" },
          {
            title: t("imports.result"),
            render: (_, row) =>
              COUNTS.filter((name) => row[name] > 0).map((name) => (
                <Tag key={name} color={name === "bad" ? "red" : undefined}>
                  {t(`imports.count.${name}`, { count: row[name] })}
                </Tag>
              )),
          },
          { title: t("imports.who"), render: (_, row) => person(row.created_by) },
          { title: t("imports.when"), render: (_, row) => formatDateTime(instant(row.created_at), i18n.language) },
        ]}
      />
    </>
  );
}
