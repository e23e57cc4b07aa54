import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { instant } from "@/api/clock";
import { mayDo, mayDoForOthers } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { usePeople, usePerson, useQueueName } from "@/shared/directory";
import { formatDateTime, pickText } from "@/shared/format";
import { DataTable } from "@/shared/list/DataTable";
import { ChoiceFilter, FilterBar, PeriodFilter, QueueFilter } from "@/shared/list/Filters";
import { useListFilters } from "@/shared/list/useListFilters";
import { useAssessments, useScorecards } from "../api";
import { type Assessment, STATES } from "../model";
import { Score, StateTag } from "./Score";

const FILTERS = ["from", "to", "agent", "assessor", "scorecard", "queue", "state", "passed", "whose"] as const;

/** Conversations that were scored: about oneself, made by oneself, or of one's people. */
export function Assessments() {
  const { t, i18n } = useTranslation();
  const user = useUser();
  const person = usePerson();
  const people = usePeople();
  const queueName = useQueueName();
  const scorecards = useScorecards();
  const filters = useListFilters(FILTERS);
  const { state, passed, whose, ...plain } = filters.values;
  const assessments = useAssessments({
    ...plain,
    state: STATES.find((one) => one === state),
    passed: passed === undefined ? undefined : passed === "true",
    mine: whose === "mine" ? true : undefined,
    by_me: whose === "by_me" ? true : undefined,
    page: filters.page,
    page_size: filters.pageSize,
  });
  const wide = mayDoForOthers(user, "quality.read");
  const assessor = mayDo(user, "quality.write");
  return (
    <>
      <FilterBar filters={filters}>
        <PeriodFilter {...filters} />
        {assessor && (
          <ChoiceFilter
            {...filters}
            name="whose"
            label={t("quality.whose")}
            options={[
              { value: "by_me", label: t("quality.by_me") },
              { value: "mine", label: t("quality.about_me") },
            ]}
          />
        )}
        {wide && (
          <>
            <ChoiceFilter {...filters} name="agent" label={t("words.agent")} width={150} options={people} />
            <ChoiceFilter {...filters} name="assessor" label={t("quality.assessor")} width={150} options={people} />
          </>
        )}
        <ChoiceFilter
          {...filters}
          name="scorecard"
          label={t("quality.scorecard")}
          width={170}
          options={(scorecards.data ?? []).map((one) => ({ value: one.id, label: pickText(one.name, i18n.language) }))}
        />
        <QueueFilter {...filters} />
        <ChoiceFilter
          {...filters}
          name="state"
          label={t("live.state")}
          width={120}
          options={STATES.map((value) => ({ value, label: t(`quality.state.${value}`) }))}
        />
        <ChoiceFilter
          {...filters}
          name="passed"
          label={t("quality.result")}
          width={110}
          options={[
            { value: "true", label: t("quality.passed") },
            { value: "false", label: t("quality.failed") },
          ]}
        />
      </FilterBar>
      <DataTable<Assessment>
        query={assessments}
        filters={filters}
        teach={t(assessor ? "quality.teach.assessor" : "quality.teach.agent")}
        columns={[
          {
            title: t("quality.talked_at"),
            render: (_, row) => (
              <Link to={`/quality/assessments/${row.id}`}>{formatDateTime(instant(row.talked_at), i18n.language)}</Link>
            ),
          },
          { title: t("words.agent"), render: (_, row) => person(row.agent_id) },
          { title: t("words.queue"), render: (_, row) => queueName(row.queue) },
          { title: t("quality.scorecard"), render: (_, row) => pickText(row.scorecard, i18n.language) },
          { title: t("quality.score"), align: "end", render: (_, row) => <Score row={row} /> },
          { title: t("live.state"), render: (_, row) => <StateTag state={row.state} /> },
          { title: t("quality.assessor"), render: (_, row) => person(row.assessor_id) },
        ]}
      />
    </>
  );
}
