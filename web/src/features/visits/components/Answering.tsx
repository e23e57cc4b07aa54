import { Alert, App } from "antd";
import { useTranslation } from "react-i18next";
import { pickText } from "@/shared/format";
import { Panel } from "@/shared/ui/Panel";
import { useRecord } from "../api";
import type { VisitDetail } from "../model";
import { AnswerForm } from "./AnswerForm";

/** A visit of a batch as it is made; what is typed is kept in the browser until a result is recorded. */
export function Answering({ visit, onConflict }: { visit: VisitDetail; onConflict: () => void }) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const record = useRecord(visit.id);
  const { certify, satisfied } = visit.options;
  const certifies = certify === true && visit.ticket_id !== null;
  return (
    <Panel title={pickText(visit.questionnaire, i18n.language)}>
      <AnswerForm
        draft={`visit.${visit.id}`}
        questions={visit.questions}
        options={visit.options}
        stored={{ answers: visit.answers, note: visit.note }}
        finish={t(certifies ? "visits.finish_certify" : "visits.finish")}
        ask={{ unreachable: t("visits.ask.unreachable"), refused: t("visits.ask.refused") }}
        later
        notice={
          certifies && (
            <Alert
              type="info"
              showIcon
              style={{ marginBottom: 12 }}
              title={t("visits.certifies", { number: visit.ticket_number })}
              description={t("visits.certifies_how", { percent: satisfied })}
            />
          )
        }
        onSend={async (outcome, { answers, note }) => {
          await record.mutateAsync({ version: visit.version, outcome, answers: answers as never, note });
          void message.success(t(`visits.recorded.${outcome}`));
        }}
        onConflict={onConflict}
      />
    </Panel>
  );
}
