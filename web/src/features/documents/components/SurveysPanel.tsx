import { App, Button, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { instant } from "@/api/clock";
import { AnswerForm } from "@/features/visits/components/AnswerForm";
import { Questions } from "@/features/visits/components/Questions";
import { ScoreTag, StateTag } from "@/features/visits/components/Tags";
import { formatDateTime, pickText } from "@/shared/format";
import { Panel } from "@/shared/ui/Panel";
import type { useDocumentActions } from "../api";
import styles from "../documents.module.css";
import type { DocumentDetail, Survey } from "../types";
import type { DocumentWords } from "../words";

const keyOf = (survey: Survey) => `${survey.step_id ?? "document"}.${survey.questionnaire_id}`;

interface Props {
  document: DocumentDetail;
  words: DocumentWords;
  actions: ReturnType<typeof useDocumentActions>;
}

/** Questionnaires of the document and its steps: asked by who may, with what the customer said. */
export function SurveysPanel({ document, words, actions }: Props) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<string | null>(null);
  const surveys = document.surveys ?? [];
  if (surveys.length === 0) return null;
  return (
    <Panel title={t("documents.surveys")}>
      {surveys.map((survey) => {
        const key = keyOf(survey);
        const open = asking === key && survey.may_ask;
        return (
          <section key={key} className={styles.survey}>
            <Head survey={survey} words={words} open={open} onAsk={() => setAsking(key)} />
            {open ? (
              <Asking
                key={survey.version}
                document={document}
                survey={survey}
                actions={actions}
                onClose={() => setAsking(null)}
              />
            ) : (
              <Said survey={survey} />
            )}
          </section>
        );
      })}
    </Panel>
  );
}

interface HeadProps {
  survey: Survey;
  words: DocumentWords;
  open: boolean;
  onAsk: () => void;
}

function Head({ survey, words, open, onAsk }: HeadProps) {
  const { t, i18n } = useTranslation();
  const asked = survey.asked_at !== null;
  return (
    <div className={styles.step}>
      <div>
        <strong>{pickText(survey.questionnaire, i18n.language)}</strong>{" "}
        {asked ? <StateTag state={survey.state} /> : <Tag>{t("documents.survey_open")}</Tag>}{" "}
        <ScoreTag visit={survey} />
        <div className={styles.small}>
          {pickText(survey.step, i18n.language) || t("documents.survey_whole")}
          {asked && ` · ${words.person(survey.asked_by)} · ${formatDateTime(instant(survey.asked_at), i18n.language)}`}
        </div>
      </div>
      {survey.may_ask && !open && (
        <Button onClick={onAsk}>{t(asked ? "documents.survey_again" : "documents.survey_ask")}</Button>
      )}
    </div>
  );
}

/** What was answered; why nothing was, where that is so. */
function Said({ survey }: { survey: Survey }) {
  const { t } = useTranslation();
  const answered = survey.state === "done" || Object.keys(survey.answers).length > 0;
  return (
    <>
      {!survey.active && survey.state !== "done" && <p className={styles.small}>{t("documents.survey_unused")}</p>}
      {survey.may_ask && survey.state === "open" && (
        <p className={styles.small}>{t(survey.step_id ? "documents.survey_free" : "documents.survey_anytime")}</p>
      )}
      {answered && (
        <Questions prefix={`said-${keyOf(survey)}-`} questions={survey.questions} answers={survey.answers} />
      )}
      {survey.note && <p className={styles.said}>{survey.note}</p>}
    </>
  );
}

interface AskingProps {
  document: DocumentDetail;
  survey: Survey;
  actions: ReturnType<typeof useDocumentActions>;
  onClose: () => void;
}

function Asking({ document, survey, actions, onClose }: AskingProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  return (
    <AnswerForm
      draft={`survey.${document.id}.${keyOf(survey)}`}
      questions={survey.questions}
      options={survey.options}
      stored={{ answers: survey.answers, note: survey.note }}
      finish={t("documents.survey_finish")}
      ask={{ unreachable: t("documents.survey_over.unreachable"), refused: t("documents.survey_over.refused") }}
      extra={
        <Button type="text" onClick={onClose}>
          {t("documents.survey_close")}
        </Button>
      }
      onSend={async (outcome, { answers, note }) => {
        if (outcome === "later") return;
        await actions.survey.mutateAsync({
          questionnaire_id: survey.questionnaire_id,
          step: survey.step_id,
          version: survey.version,
          outcome,
          answers: answers as never,
          note,
        });
        onClose();
        void message.success(t(`visits.recorded.${outcome}`));
      }}
      onConflict={onClose}
    />
  );
}
