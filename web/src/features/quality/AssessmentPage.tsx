import { Alert, App, Button, Input, Popconfirm, Spin } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import { instant } from "@/api/clock";
import { useRecording } from "@/features/recordings/api";
import { Comments } from "@/features/recordings/components/Comments";
import { Player } from "@/features/recordings/components/Player";
import { keptLongEnough } from "@/features/recordings/model";
import { usePerson, useQueueName } from "@/shared/directory";
import { errorText } from "@/shared/errorText";
import { formatDateTime, pickText } from "@/shared/format";
import { inTheWay } from "@/shared/inTheWay";
import { Facts } from "@/shared/ui/Facts";
import { Loading } from "@/shared/ui/Loading";
import { PageHead } from "@/shared/ui/PageHead";
import { Panel } from "@/shared/ui/Panel";
import pageStyles from "@/shared/ui/page.module.css";
import { Trouble } from "@/shared/ui/Trouble";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useAssessment, useAssessmentActs } from "./api";
import { Appeal } from "./components/Appeal";
import { Score, StateTag } from "./components/Score";
import { ScoreForm } from "./components/ScoreForm";
import { useAnswers } from "./components/useAnswers";
import type { AssessmentDetail } from "./model";
import styles from "./quality.module.css";

/** One conversation and what it was worth: listened to on the left, scored or read on the right. */
export function Component() {
  const { t, i18n } = useTranslation();
  const { id = "" } = useParams();
  const person = usePerson();
  const queueName = useQueueName();
  const assessment = useAssessment(id);
  const gone = inTheWay(assessment);
  if (gone) return <Trouble title={errorText(gone, t, i18n.language)} />;
  if (!assessment.data) return <Loading />;
  const { data } = assessment;
  const back = data.calibration_id ? `/quality/calibrations/${data.calibration_id}` : "/quality/assessments";
  return (
    <>
      <PageHead
        title={`${pickText(data.scorecard, i18n.language)} · ${person(data.agent_id)}`}
        detail={formatDateTime(instant(data.talked_at), i18n.language)}
        actions={
          <>
            <StateTag state={data.state} />
            <Link to={back}>{t(data.calibration_id ? "quality.to_calibration" : "quality.to_list")}</Link>
          </>
        }
      />
      <div className={pageStyles.two} style={{ gridTemplateColumns: "minmax(0, 1fr) minmax(420px, 1fr)" }}>
        <div className={pageStyles.stack}>
          <Conversation recording={data.recording_id} />
          <Panel title={t("quality.about")}>
            <Facts
              items={[
                { label: t("words.agent"), value: person(data.agent_id) },
                { label: t("words.queue"), value: queueName(data.queue) || "–" },
                { label: t("quality.assessor"), value: person(data.assessor_id) || "–" },
                {
                  label: t("quality.published_at"),
                  value: data.published_at ? formatDateTime(instant(data.published_at), i18n.language) : "–",
                },
                { label: t("calls.vm_call"), value: <Link to={`/calls/${data.call_id}`}>{t("calls.open")}</Link> },
              ]}
            />
          </Panel>
        </div>
        <div className={pageStyles.stack}>
          {data.may.includes("edit") ? <Draft key={data.id} assessment={data} /> : <Read assessment={data} />}
        </div>
      </div>
    </>
  );
}

function Conversation({ recording }: { recording: string }) {
  const { t, i18n } = useTranslation();
  const [place, setPlace] = useState(0);
  const found = useRecording(recording);
  return (
    <Panel title={t("calls.recording")}>
      {found.isPending && <Spin />}
      {found.error && <Alert type="warning" showIcon title={errorText(found.error, t, i18n.language)} />}
      {found.data?.state === "playable" && (
        <>
          <Player recording={found.data} onPlace={setPlace} />
          <Comments recording={recording} place={place} />
        </>
      )}
      {found.data && found.data.state !== "playable" && (
        <Alert
          type="info"
          title={t("recordings.not_playable.deleted", {
            reason: keptLongEnough(found.data) ? t("recordings.kept_over") : found.data.delete_reason,
          })}
        />
      )}
    </Panel>
  );
}

function Draft({ assessment }: { assessment: AssessmentDetail }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const fail = useErrorNotice();
  const form = useAnswers(assessment);
  const { remove } = useAssessmentActs();
  const [busy, setBusy] = useState(false);
  const blind = assessment.calibration_id !== null;

  async function publish(): Promise<void> {
    setBusy(true);
    const done = await form.publish();
    setBusy(false);
    if (!done) return;
    void message.success(t(blind ? "quality.handed_in" : "quality.published"));
    if (blind) void navigate(`/quality/calibrations/${assessment.calibration_id}`);
  }

  return (
    <Panel title={t("quality.scoring")}>
      {form.failure && <Alert type="error" showIcon title={form.failure} style={{ marginBottom: 12 }} />}
      <ScoreForm criteria={assessment.criteria} answers={form.answers} onChange={form.answer} errors={form.errors} />
      <label htmlFor="remark">{t("quality.remark")}</label>
      <Input.TextArea
        id="remark"
        autoSize={{ minRows: 2, maxRows: 10 }}
        maxLength={4000}
        value={form.remark}
        onChange={(event) => form.write(event.target.value)}
        style={{ marginBottom: 16 }}
      />
      <div className={styles.total}>
        <strong aria-live="polite">
          <Score row={assessment} />
        </strong>
        <span className={styles.state}>{t(form.stored ? "quality.stored" : "quality.storing")}</span>
        {!blind && (
          <Popconfirm
            title={t("quality.throw_away_ask")}
            onConfirm={() =>
              remove.mutate(assessment.id, { onSuccess: () => void navigate("/quality/assessments"), onError: fail })
            }
          >
            <Button danger>{t("quality.throw_away")}</Button>
          </Popconfirm>
        )}
        <Button type="primary" loading={busy} onClick={() => void publish()}>
          {t(blind ? "quality.hand_in" : "quality.publish")}
        </Button>
      </div>
      <p className={styles.state}>{t(blind ? "quality.hand_in_hint" : "quality.publish_hint")}</p>
    </Panel>
  );
}

function Read({ assessment }: { assessment: AssessmentDetail }) {
  const { t } = useTranslation();
  return (
    <>
      <Panel title={t("quality.result")}>
        <div className={styles.total}>
          <strong>
            <Score row={assessment} />
          </strong>
          <span className="figure">
            {assessment.points} / {assessment.most}
          </span>
        </div>
        <ScoreForm criteria={assessment.criteria} answers={assessment.answers} />
        {assessment.remark && (
          <Facts
            items={[
              {
                label: t("quality.remark"),
                value: <span style={{ whiteSpace: "pre-wrap" }}>{assessment.remark}</span>,
              },
            ]}
          />
        )}
      </Panel>
      {assessment.calibration_id === null && <Appeal assessment={assessment} />}
    </>
  );
}
