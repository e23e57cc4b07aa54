import { Alert, Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import { instant } from "@/api/clock";
import { mayDo, mayDoForOthers } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { CallableNumber } from "@/features/desk/components/CallableNumber";
import { usePerson } from "@/shared/directory";
import { errorText } from "@/shared/errorText";
import { formatDateTime, pickText } from "@/shared/format";
import { inTheWay } from "@/shared/inTheWay";
import { Facts } from "@/shared/ui/Facts";
import { Loading } from "@/shared/ui/Loading";
import { PageHead } from "@/shared/ui/PageHead";
import { Panel } from "@/shared/ui/Panel";
import pageStyles from "@/shared/ui/page.module.css";
import { Trouble } from "@/shared/ui/Trouble";
import { useVisit, useVisits } from "./api";
import { Answering } from "./components/Answering";
import { Questions } from "./components/Questions";
import { ScoreTag, StateTag } from "./components/Tags";
import { CERTIFIED, CERTIFIED_LOOKS, type VisitDetail } from "./model";

/** One visit: whom, about what, what is asked, and what came of it. */
export function Component() {
  const { t, i18n } = useTranslation();
  const { id = "" } = useParams();
  const user = useUser();
  const visit = useVisit(id);
  const gone = inTheWay(visit);
  if (gone) return <Trouble title={errorText(gone, t, i18n.language)} />;
  if (!visit.data) return <Loading />;
  const { data } = visit;
  const may = mayDoForOthers(user, "visits.write") || (mayDo(user, "visits.write") && data.assignee_id === user.id);
  return (
    <>
      <PageHead
        title={`${t("visits.one")} · ${data.name || t("visits.nameless")}`}
        detail={data.batch}
        actions={
          <>
            <StateTag state={data.state} />
            <Link to="/visits">{t("visits.to_list")}</Link>
          </>
        }
      />
      <div className={pageStyles.two}>
        {data.state === "open" && may ? (
          <Answering key={`${data.id} ${data.version}`} visit={data} onConflict={() => void visit.refetch()} />
        ) : (
          <Given visit={data} />
        )}
        <About visit={data} />
      </div>
    </>
  );
}

function About({ visit }: { visit: VisitDetail }) {
  const { t, i18n } = useTranslation();
  const person = usePerson();
  const moment = (at: string | null) => formatDateTime(instant(at), i18n.language) || "–";
  return (
    <Panel title={t("visits.about")}>
      <Facts
        items={[
          {
            label: t("calls.customer"),
            value: visit.customer_id ? (
              <Link to={`/customers/${visit.customer_id}`}>{visit.name || t("calls.customer_open")}</Link>
            ) : (
              visit.name || "–"
            ),
          },
          { label: t("calls.number"), value: <CallableNumber number={visit.phone} /> },
          ...(visit.ticket_id
            ? [
                {
                  label: t("visits.ticket"),
                  value: (
                    <Link to={`/documents/${visit.ticket_id}`}>
                      {[visit.ticket_number, visit.ticket_title].filter(Boolean).join(" ")}
                    </Link>
                  ),
                },
              ]
            : []),
          { label: t("visits.batch"), value: visit.batch },
          { label: t("words.agent"), value: person(visit.assignee_id) || t("visits.nobodys") },
          { label: t("visits.due"), value: moment(visit.due_at) },
          { label: t("visits.attempts"), value: <span className="figure">{visit.attempts}</span> },
          { label: t("visits.last"), value: moment(visit.last_at) },
          ...(visit.call_id
            ? [
                {
                  label: t("calls.vm_call"),
                  value: <Link to={`/calls/${visit.call_id}`}>{t("calls.open")}</Link>,
                },
              ]
            : []),
        ]}
      />
    </Panel>
  );
}

/** What was answered, and what became of the ticket; with the way to the next visit. */
function Given({ visit }: { visit: VisitDetail }) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const user = useUser();
  const over = visit.state !== "open";
  const next = useVisits({ mine: true, state: "open", page: 1, page_size: 1 }, over && mayDo(user, "visits.write"));
  const first = next.isPlaceholderData ? undefined : next.data?.items[0];
  const certified = CERTIFIED.find((one) => one === visit.certified);
  return (
    <Panel
      title={pickText(visit.questionnaire, i18n.language)}
      extra={
        first && (
          <Button type="primary" size="small" onClick={() => void navigate(`/visits/${first.id}`)}>
            {t("visits.next", { count: next.data?.total ?? 0 })}
          </Button>
        )
      }
    >
      {certified && (
        <Alert
          type={CERTIFIED_LOOKS[certified]}
          showIcon
          style={{ marginBottom: 12 }}
          title={t(`visits.certified.${certified}`, { number: visit.ticket_number })}
        />
      )}
      {visit.state === "done" && (
        <p>
          <ScoreTag visit={visit} />
        </p>
      )}
      <Questions questions={visit.questions} answers={visit.answers} />
      {visit.note && (
        <Facts
          items={[{ label: t("visits.note"), value: <span style={{ whiteSpace: "pre-wrap" }}>{visit.note}</span> }]}
        />
      )}
    </Panel>
  );
}
