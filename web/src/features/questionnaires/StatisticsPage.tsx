import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { useBatches } from "@/features/visits/api";
import { errorText } from "@/shared/errorText";
import { pickText } from "@/shared/format";
import { inTheWay } from "@/shared/inTheWay";
import { ExportMenu } from "@/shared/list/ExportMenu";
import { ChoiceFilter, FilterBar, PeriodFilter } from "@/shared/list/Filters";
import { useListFilters } from "@/shared/list/useListFilters";
import { Loading } from "@/shared/ui/Loading";
import { PageHead } from "@/shared/ui/PageHead";
import { Trouble } from "@/shared/ui/Trouble";
import { useQuestionnaire } from "./api";
import { Figures } from "./components/Figures";

/** What customers answered: all of it, of a period or of one batch. */
export function Component() {
  const { t, i18n } = useTranslation();
  const { id = "" } = useParams();
  const user = useUser();
  const plans = mayDo(user, "visits.plan");
  const found = useQuestionnaire(id);
  const batches = useBatches(plans).data?.items ?? [];
  const filters = useListFilters(["from", "to", "batch"] as const);
  const gone = inTheWay(found);
  if (gone) return <Trouble title={errorText(gone, t, i18n.language)} />;
  if (!found.data) return <Loading />;
  return (
    <>
      <PageHead
        title={`${pickText(found.data.name, i18n.language)} · ${t("questionnaires.statistics")}`}
        detail={t("questionnaires.statistics_detail")}
        actions={
          <>
            <Link to={`/questionnaires/${id}`}>{t("questionnaires.questions")}</Link>
            {mayDo(user, "visits.export") && (
              <ExportMenu
                path="/exports/questionnaire-figures"
                name={`${pickText(found.data.name, i18n.language)} ${t("questionnaires.statistics")}`}
                query={{ ...filters.values, questionnaire: id }}
              />
            )}
          </>
        }
      />
      <FilterBar filters={filters}>
        <PeriodFilter {...filters} />
        {plans && (
          <ChoiceFilter
            {...filters}
            name="batch"
            label={t("visits.batch")}
            width={200}
            options={batches
              .filter((one) => one.questionnaire_id === id)
              .map((one) => ({ value: one.id, label: one.name }))}
          />
        )}
      </FilterBar>
      <Figures questionnaire={found.data} id={id} query={filters.values} />
    </>
  );
}
