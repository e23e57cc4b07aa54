import { Alert, Progress, Table } from "antd";
import { useTranslation } from "react-i18next";
import type { QueryOf } from "@/api/types";
import { STATES } from "@/features/visits/model";
import { usePerson } from "@/shared/directory";
import { errorText } from "@/shared/errorText";
import { pickText } from "@/shared/format";
import { Facts } from "@/shared/ui/Facts";
import { Loading } from "@/shared/ui/Loading";
import { Panel } from "@/shared/ui/Panel";
import { useStatistics } from "../api";
import { barsOf, type QuestionnaireDetail, type Statistics } from "../model";
import styles from "../questionnaires.module.css";

interface Props {
  /** Null while it is not known: answers are shown by their codes until then. */
  questionnaire: QuestionnaireDetail | null;
  id: string;
  query: QueryOf<"/api/v1/questionnaires/{id}/statistics">;
}

/** What the visits with a questionnaire led to, as far as one sees them. */
export function Figures({ questionnaire, id, query }: Props) {
  const { t, i18n } = useTranslation();
  const person = usePerson();
  const found = useStatistics(id, query);
  if (found.error) return <Alert type="error" showIcon title={errorText(found.error, t, i18n.language)} />;
  if (!found.data) return <Loading />;
  const { states, questions, agents } = found.data;
  const percent = (value: number | null) => <span className="figure">{value === null ? "–" : `${value}%`}</span>;
  const numbers = (STATES as readonly string[]).filter((one) => states[one]);
  if (numbers.length === 0) return <Alert type="info" showIcon title={t("questionnaires.no_visits")} />;
  return (
    <>
      <Panel title={t("questionnaires.summary")} style={{ marginBottom: 16 }}>
        <div className={styles.numbers}>
          <Facts
            items={STATES.filter((one) => states[one]).map((one) => ({
              label: t(`words.visit_state.${one}`),
              value: <span className="figure">{states[one]}</span>,
            }))}
          />
          <Facts
            items={[
              { label: t("questionnaires.done_percent"), value: percent(found.data.done_percent) },
              { label: t("questionnaires.mean"), value: percent(found.data.percent) },
              { label: t("questionnaires.satisfied_percent"), value: percent(found.data.satisfied_percent) },
            ]}
          />
        </div>
        <small>{t("questionnaires.formula")}</small>
      </Panel>
      {questions.map((one) => (
        <Panel
          key={one.code}
          title={pickText(one.label, i18n.language)}
          extra={<small>{t("questionnaires.answered", { count: one.answered })}</small>}
          style={{ marginBottom: 16 }}
        >
          <Answers shown={one} question={questionnaire?.questions.find((each) => each.field.code === one.code)} />
        </Panel>
      ))}
      {agents.length > 0 && (
        <Panel title={t("questionnaires.by_agent")}>
          <Table
            size="small"
            rowKey="agent_id"
            pagination={false}
            dataSource={agents}
            columns={[
              { title: t("words.agent"), render: (_, row) => person(row.agent_id) || t("fields.unknown") },
              { title: t("words.visit_state.done"), dataIndex: "done", align: "end", className: "figure" },
              { title: t("questionnaires.mean"), align: "end", render: (_, row) => percent(row.percent) },
            ]}
          />
        </Panel>
      )}
    </>
  );
}

type ShownProps = {
  shown: Statistics["questions"][number];
  question: QuestionnaireDetail["questions"][number] | undefined;
};

function Answers({ shown, question }: ShownProps) {
  const { t, i18n } = useTranslation();
  if (["choice", "choices", "yes_no"].includes(shown.kind))
    return barsOf(shown, question).map((bar) => {
      const plain = shown.kind === "yes_no" ? t(bar.code === "yes" ? "common.yes" : "common.no") : bar.code;
      const label = pickText(bar.label, i18n.language) || plain;
      return (
        <div key={bar.code} className={styles.bar}>
          <span>{label}</span>
          <Progress percent={bar.share} status="normal" showInfo={false} aria-label={`${label} ${bar.share}%`} />
          <span className="figure">
            {bar.count} · {bar.share}%
          </span>
        </div>
      );
    });
  if (shown.mean === null || shown.mean === undefined) return <small>{t("questionnaires.in_words")}</small>;
  return (
    <Facts
      items={(["mean", "least", "greatest"] as const).map((name) => ({
        label: t(`questionnaires.number.${name}`),
        value: <span className="figure">{shown[name]}</span>,
      }))}
    />
  );
}
