import { Alert, Button, Checkbox, Input, Space } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { instant } from "@/api/clock";
import { ApiError } from "@/api/errors";
import { usePerson } from "@/shared/directory";
import { errorText } from "@/shared/errorText";
import type { Values } from "@/shared/fields/definitions";
import { codeOf } from "@/shared/fields/questions";
import { formatDateTime } from "@/shared/format";
import { Facts } from "@/shared/ui/Facts";
import { Panel } from "@/shared/ui/Panel";
import { ReasonDialog } from "@/shared/ui/ReasonDialog";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useAssessmentActs } from "../api";
import type { AssessmentDetail } from "../model";
import { ScoreForm } from "./ScoreForm";

/** What the agent says to his result, and what is answered. */
export function Appeal({ assessment }: { assessment: AssessmentDetail }) {
  const { t, i18n } = useTranslation();
  const person = usePerson();
  const fail = useErrorNotice();
  const { confirm, appeal } = useAssessmentActs();
  const [asking, setAsking] = useState(false);
  const { id, version, may } = assessment;
  const at = (value: string | null) => formatDateTime(instant(value), i18n.language);
  const said = [
    ...(assessment.appealed_at
      ? [{ label: `${t("quality.appeal")} ${at(assessment.appealed_at)}`, value: assessment.appeal }]
      : []),
    ...(assessment.decided_at
      ? [
          {
            label: `${t("quality.reply")} ${at(assessment.decided_at)} ${person(assessment.decided_by)}`,
            value: assessment.reply,
          },
        ]
      : []),
  ];
  if (said.length === 0 && may.length === 0) return null;
  return (
    <Panel title={t("quality.answering")}>
      {said.length > 0 && <Facts items={said} />}
      {may.includes("confirm") && (
        <>
          <p>
            {t(may.includes("appeal") ? "quality.appeal_until" : "quality.appeal_over", {
              at: at(assessment.appeal_until),
            })}
          </p>
          <Space>
            <Button
              type="primary"
              loading={confirm.isPending}
              onClick={() => confirm.mutate({ id, version }, { onError: fail })}
            >
              {t("quality.confirm")}
            </Button>
            {may.includes("appeal") && <Button onClick={() => setAsking(true)}>{t("quality.to_appeal")}</Button>}
          </Space>
        </>
      )}
      {may.includes("decide") && <Decide assessment={assessment} />}
      {asking && (
        <ReasonDialog
          title={t("quality.appeal_title")}
          detail={t("quality.appeal_detail")}
          okText={t("quality.to_appeal")}
          onOk={(reason) => appeal.mutateAsync({ id, version, reason })}
          onClose={() => setAsking(false)}
        />
      )}
    </Panel>
  );
}

function Decide({ assessment }: { assessment: AssessmentDetail }) {
  const { t, i18n } = useTranslation();
  const { decide } = useAssessmentActs();
  const [reply, setReply] = useState("");
  const [changing, setChanging] = useState(false);
  const [answers, setAnswers] = useState<Values>(assessment.answers);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState("");

  function send(): void {
    setErrors({});
    setFailure("");
    const body = { version: assessment.version, reply: reply.trim(), answers: changing ? (answers as never) : null };
    decide.mutate(
      { id: assessment.id, body },
      {
        onError: (error) => {
          const code = error instanceof ApiError ? codeOf(error.field) : null;
          const said = errorText(error, t, i18n.language);
          if (code) setErrors({ [code]: said });
          else setFailure(said);
        },
      },
    );
  }

  return (
    <>
      {failure && <Alert type="error" showIcon title={failure} style={{ marginBottom: 12 }} />}
      <Checkbox checked={changing} onChange={(event) => setChanging(event.target.checked)}>
        {t("quality.change_score")}
      </Checkbox>
      {changing && (
        <ScoreForm
          criteria={assessment.criteria}
          answers={answers}
          errors={errors}
          onChange={(code, value) => {
            const { [code]: _, ...rest } = answers;
            setAnswers(value === null ? rest : { ...rest, [code]: value });
          }}
        />
      )}
      <label htmlFor="reply">{t("quality.reply")}</label>
      <Input.TextArea
        id="reply"
        autoSize={{ minRows: 2, maxRows: 6 }}
        maxLength={1000}
        value={reply}
        onChange={(event) => setReply(event.target.value)}
        style={{ marginBottom: 12 }}
      />
      <Button type="primary" disabled={!reply.trim()} loading={decide.isPending} onClick={send}>
        {t(changing ? "quality.decide_change" : "quality.decide_keep")}
      </Button>
    </>
  );
}
