import { PlusOutlined } from "@ant-design/icons";
import { Button, Progress } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { instant } from "@/api/clock";
import { useQuestionnaires } from "@/features/questionnaires/api";
import { usePerson } from "@/shared/directory";
import { formatDateTime, pickText } from "@/shared/format";
import { DataTable } from "@/shared/list/DataTable";
import { ChoiceFilter, FilterBar } from "@/shared/list/Filters";
import { useListFilters } from "@/shared/list/useListFilters";
import { PageHead } from "@/shared/ui/PageHead";
import { useBatchList } from "./api";
import { Cancel } from "./components/Cancel";
import { type Batch, progressOf } from "./model";

/** 回访批次: who was sampled, and how far the visits are. */
export function Component() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const person = usePerson();
  const filters = useListFilters(["questionnaire"] as const);
  const batches = useBatchList({ ...filters.values, page: filters.page, page_size: filters.pageSize });
  const questionnaires = useQuestionnaires().data ?? [];
  const moment = (at: string | null) => formatDateTime(instant(at), i18n.language).slice(0, -3);
  return (
    <>
      <PageHead
        title={t("visitbatches.title")}
        detail={t("visitbatches.detail")}
        actions={
          <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate("/visit-batches/new")}>
            {t("visitbatches.new")}
          </Button>
        }
      />
      <FilterBar filters={filters}>
        <ChoiceFilter
          {...filters}
          name="questionnaire"
          label={t("visits.questionnaire")}
          width={200}
          options={questionnaires.map((one) => ({ value: one.id, label: pickText(one.name, i18n.language) }))}
        />
      </FilterBar>
      <DataTable<Batch>
        query={batches}
        filters={filters}
        teach={t("visitbatches.teach")}
        columns={[
          { title: t("visits.batch"), render: (_, row) => <Link to={`/visit-batches/${row.id}`}>{row.name}</Link> },
          {
            title: t("visits.questionnaire"),
            render: (_, row) =>
              pickText(questionnaires.find((one) => one.id === row.questionnaire_id)?.name, i18n.language),
          },
          {
            title: t("visitbatches.progress"),
            width: 220,
            render: (_, row) => {
              const { over, all, percent } = progressOf(row);
              return all === 0 ? (
                t("words.visit_state.cancelled")
              ) : (
                <Progress
                  percent={percent}
                  size="small"
                  format={() => `${over} / ${all}`}
                  aria-label={t("visitbatches.progress_of", { over, all })}
                />
              );
            },
          },
          { title: t("visits.due"), render: (_, row) => moment(row.due_at) },
          {
            title: t("calllists.made"),
            render: (_, row) => [moment(row.created_at), person(row.created_by)].filter(Boolean).join(" · "),
          },
          { title: "", render: (_, row) => <Cancel batch={row} small /> },
        ]}
      />
    </>
  );
}
