import { Button, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import { instant } from "@/api/clock";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { useQuestionnaire } from "@/features/questionnaires/api";
import { Figures } from "@/features/questionnaires/components/Figures";
import { usePerson } from "@/shared/directory";
import { errorText } from "@/shared/errorText";
import { formatDateTime, pickText } from "@/shared/format";
import { inTheWay } from "@/shared/inTheWay";
import { ExportMenu } from "@/shared/list/ExportMenu";
import { Facts } from "@/shared/ui/Facts";
import { Loading } from "@/shared/ui/Loading";
import { PageHead } from "@/shared/ui/PageHead";
import { Panel } from "@/shared/ui/Panel";
import pageStyles from "@/shared/ui/page.module.css";
import { Trouble } from "@/shared/ui/Trouble";
import { useBatch } from "./api";
import { Cancel } from "./components/Cancel";
import { RuleText } from "./components/RuleText";
import { Trial } from "./components/Trial";
import { progressOf } from "./model";

/** One batch: how far it is, what came of it, and how its sample came about. */
export function Component() {
  const { t, i18n } = useTranslation();
  const { id = "" } = useParams();
  const navigate = useNavigate();
  const user = useUser();
  const person = usePerson();
  const batch = useBatch(id);
  const questionnaire = useQuestionnaire(batch.data?.questionnaire_id ?? null, mayDo(user, "questionnaires.read"));
  const gone = inTheWay(batch);
  if (gone) return <Trouble title={errorText(gone, t, i18n.language)} />;
  if (!batch.data) return <Loading />;
  const { data } = batch;
  const { over, all } = progressOf(data);
  const moment = (at: string | null) => formatDateTime(instant(at), i18n.language).slice(0, -3) || "–";
  return (
    <>
      <PageHead
        title={data.name}
        detail={t("visitbatches.progress_of", { over, all })}
        actions={
          <>
            {data.state === "cancelled" && <Tag>{t("words.visit_state.cancelled")}</Tag>}
            <Link to="/visit-batches">{t("visitbatches.all")}</Link>
            {mayDo(user, "visits.export") && (
              <ExportMenu path="/exports/visits" name={data.name} query={{ batch: data.id }} />
            )}
            <Cancel batch={data} />
            {mayDo(user, "visits.read") && (
              <Button type="primary" onClick={() => void navigate(`/visits?whose=all&state=all&batch=${data.id}`)}>
                {t("visitbatches.to_visits")}
              </Button>
            )}
          </>
        }
      />
      <div className={pageStyles.two}>
        <div>
          {mayDo(user, "visits.read") && (
            <Figures questionnaire={questionnaire.data ?? null} id={data.questionnaire_id} query={{ batch: data.id }} />
          )}
        </div>
        <div className={pageStyles.stack}>
          <Panel title={t("visitbatches.about")}>
            <Facts
              items={[
                {
                  label: t("visits.questionnaire"),
                  value: questionnaire.data ? (
                    <Link to={`/questionnaires/${data.questionnaire_id}`}>
                      {pickText(questionnaire.data.name, i18n.language)}
                    </Link>
                  ) : (
                    "–"
                  ),
                },
                { label: t("visits.due"), value: moment(data.due_at) },
                { label: t("calllists.made"), value: moment(data.created_at) },
                { label: t("questionnaires.made_by"), value: person(data.created_by) || "–" },
              ]}
            />
          </Panel>
          <Panel title={t("visitbatches.rule")}>
            <RuleText rule={data.rule} />
          </Panel>
          <Panel title={t("visitbatches.came_about")}>
            <Trial explained={data.explained} />
          </Panel>
        </div>
      </div>
    </>
  );
}
