import { UserSwitchOutlined } from "@ant-design/icons";
import { Button, Checkbox, Segmented, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { instant } from "@/api/clock";
import { mayDo, mayDoForOthers } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { CallableNumber } from "@/features/desk/components/CallableNumber";
import { useQuestionnaires } from "@/features/questionnaires/api";
import { usePeople, usePerson } from "@/shared/directory";
import { formatDateTime, pickText } from "@/shared/format";
import { DataTable } from "@/shared/list/DataTable";
import { ExportMenu } from "@/shared/list/ExportMenu";
import { ChoiceFilter, FilterBar } from "@/shared/list/Filters";
import { parameters } from "@/shared/list/parameters";
import { useListFilters } from "@/shared/list/useListFilters";
import { PageHead } from "@/shared/ui/PageHead";
import { useBatches, useVisits } from "./api";
import { AssignDialog } from "./components/AssignDialog";
import { ScoreTag, StateTag } from "./components/Tags";
import { FILTERS, isLate, STATES, type Visit, visitQuery } from "./model";

/** 回访: whom one is to visit by telephone, what is due first first; planners see everybody's and share them out. */
export function Component() {
  const { t, i18n } = useTranslation();
  const user = useUser();
  const person = usePerson();
  const people = usePeople();
  const wide = mayDoForOthers(user, "visits.read");
  const plans = mayDo(user, "visits.plan");
  const filters = useListFilters(FILTERS);
  const { values } = filters;
  const asked = visitQuery(values, wide);
  const visits = useVisits({ ...asked, page: filters.page, page_size: filters.pageSize });
  const questionnaires = useQuestionnaires(mayDo(user, "questionnaires.read")).data ?? [];
  const batches = useBatches(plans).data?.items ?? [];
  const [chosen, setChosen] = useState<string[]>([]);
  const [assigning, setAssigning] = useState(false);
  const all = wide && values.whose === "all";
  const moment = (at: string | null) => formatDateTime(instant(at), i18n.language).slice(0, -3);
  return (
    <>
      <PageHead
        title={t("visits.title")}
        detail={t("visits.detail")}
        actions={
          <>
            {mayDo(user, "visits.export") && (
              <ExportMenu path="/exports/visits" name="visits" query={parameters(asked)} />
            )}
            {plans && (
              <Button
                type="primary"
                icon={<UserSwitchOutlined />}
                disabled={chosen.length === 0}
                onClick={() => setAssigning(true)}
              >
                {chosen.length > 0 ? t("visits.assign_chosen", { count: chosen.length }) : t("visits.assign")}
              </Button>
            )}
          </>
        }
      />
      <FilterBar filters={filters}>
        {wide && (
          <Segmented
            aria-label={t("visits.whose")}
            value={all ? "all" : "mine"}
            onChange={(whose: string) =>
              filters.set(whose === "all" ? { whose } : { whose: undefined, assignee: undefined })
            }
            options={[
              { value: "mine", label: t("visits.mine") },
              { value: "all", label: t("visits.everybodys") },
            ]}
          />
        )}
        <ChoiceFilter
          values={{ ...values, state: values.state ?? "open" }}
          set={({ state }) => filters.set({ state: state === "open" ? undefined : (state ?? "all") })}
          name="state"
          label={t("live.state")}
          options={[
            ...STATES.map((value) => ({ value: value as string, label: t(`words.visit_state.${value}`) })),
            { value: "all", label: t("visits.state_all") },
          ]}
        />
        {questionnaires.length > 0 && (
          <ChoiceFilter
            {...filters}
            name="questionnaire"
            label={t("visits.questionnaire")}
            width={180}
            options={questionnaires.map((one) => ({ value: one.id, label: pickText(one.name, i18n.language) }))}
          />
        )}
        {plans && (
          <ChoiceFilter
            {...filters}
            name="batch"
            label={t("visits.batch")}
            width={180}
            options={batches.map((one) => ({ value: one.id, label: one.name }))}
          />
        )}
        {all && <ChoiceFilter {...filters} name="assignee" label={t("words.agent")} width={150} options={people} />}
        <Checkbox
          style={{ alignSelf: "center" }}
          checked={values.overdue === "true"}
          onChange={(event) => filters.set({ overdue: event.target.checked ? "true" : undefined })}
        >
          {t("visits.overdue_only")}
        </Checkbox>
      </FilterBar>
      <DataTable<Visit>
        query={visits}
        filters={filters}
        teach={t(plans ? "visits.teach.planner" : "visits.teach.agent")}
        rowSelection={
          plans
            ? {
                selectedRowKeys: chosen,
                preserveSelectedRowKeys: true,
                onChange: (keys) => setChosen(keys.map(String)),
                getCheckboxProps: (row) => ({
                  disabled: row.state !== "open",
                  "aria-label": row.name || row.phone,
                }),
              }
            : undefined
        }
        columns={[
          {
            title: t("calls.customer"),
            render: (_, row) => <Link to={`/visits/${row.id}`}>{row.name || t("visits.nameless")}</Link>,
          },
          { title: t("calls.number"), render: (_, row) => <CallableNumber number={row.phone} /> },
          {
            title: t("visits.ticket"),
            render: (_, row) => row.ticket_id && <Link to={`/documents/${row.ticket_id}`}>{row.ticket_number}</Link>,
          },
          { title: t("visits.questionnaire"), render: (_, row) => pickText(row.questionnaire, i18n.language) },
          { title: t("visits.batch"), dataIndex: "batch" },
          {
            title: t("visits.due"),
            render: (_, row) => (
              <>
                {moment(row.due_at)} {isLate(row, Date.now()) && <Tag color="red">{t("visits.overdue")}</Tag>}
              </>
            ),
          },
          { title: t("visits.attempts"), align: "end", className: "figure", dataIndex: "attempts" },
          {
            title: t("live.state"),
            render: (_, row) => (
              <>
                <StateTag state={row.state} /> <ScoreTag visit={row} />
              </>
            ),
          },
          ...(all
            ? [
                {
                  title: t("words.agent"),
                  render: (_: unknown, row: Visit) => person(row.assignee_id) || <Tag>{t("visits.nobodys")}</Tag>,
                },
              ]
            : []),
        ]}
      />
      {assigning && (
        <AssignDialog
          visits={chosen}
          onClose={() => setAssigning(false)}
          onDone={() => {
            setAssigning(false);
            setChosen([]);
          }}
        />
      )}
    </>
  );
}
