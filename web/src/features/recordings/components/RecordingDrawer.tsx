import {
  DeleteOutlined,
  DownloadOutlined,
  LockOutlined,
  SafetyCertificateOutlined,
  UnlockOutlined,
} from "@ant-design/icons";
import { Alert, App, Button, Drawer, Space, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { instant } from "@/api/clock";
import type { RecordingDetail } from "@/api/types";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { CallableNumber } from "@/features/desk/components/CallableNumber";
import { AssessButton } from "@/features/quality/components/AssessButton";
import { callDirection } from "@/shared/codeWords";
import { usePerson, useQueueName } from "@/shared/directory";
import { download } from "@/shared/download";
import { errorText } from "@/shared/errorText";
import { formatDateTime, formatDuration } from "@/shared/format";
import { inTheWay } from "@/shared/inTheWay";
import { Facts } from "@/shared/ui/Facts";
import { Loading } from "@/shared/ui/Loading";
import { ReasonDialog } from "@/shared/ui/ReasonDialog";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useRecording, useRecordingActs } from "../api";
import { agentsOf, integrityOf, keptLongEnough } from "../model";
import { Comments } from "./Comments";
import { Player } from "./Player";

/** One recording: listen, and what a supervisor does with it. */
export function RecordingDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const recording = useRecording(id);
  const gone = inTheWay(recording);
  return (
    <Drawer title={t("calls.recording")} open onClose={onClose} size={720}>
      {recording.isPending && <Loading />}
      {gone ? <Alert type="error" showIcon title={errorText(gone, t, i18n.language)} /> : null}
      {recording.data && !gone && <Detail recording={recording.data} />}
    </Drawer>
  );
}

type Asking = "hold" | "clear" | "remove";
/** What is wrong with the file of a recording. */
const LOST = ["damaged", "missing"] as const;
/** States that stay; in every other one a recording is still being made. */
const NOT_PLAYABLE = ["deleted", "failed"] as const;

function Detail({ recording }: { recording: RecordingDetail }) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const user = useUser();
  const person = usePerson();
  const queueName = useQueueName();
  const fail = useErrorNotice();
  const acts = useRecordingActs();
  const [asking, setAsking] = useState<Asking | null>(null);
  const [place, setPlace] = useState(0);
  const { id, call_id: call } = recording;
  const path = `/recordings/${encodeURIComponent(id)}`;
  const holds = mayDo(user, "holds.manage");
  const lost = LOST.find((one) => one === recording.integrity);

  const ask = (reason: string): Promise<unknown> => {
    if (asking === "remove") return acts.remove.mutateAsync({ id, reason });
    const subject = { call: call ?? "", reason };
    return asking === "hold" ? acts.hold.mutateAsync(subject) : acts.clear.mutateAsync(subject);
  };

  return (
    <>
      {recording.state === "playable" ? (
        <>
          <Player recording={recording} onPlace={setPlace} />
          <Comments recording={id} place={place} />
        </>
      ) : (
        <Alert
          type={recording.state === "failed" ? "error" : "info"}
          showIcon
          title={t(`recordings.not_playable.${NOT_PLAYABLE.find((one) => one === recording.state) ?? "other"}`, {
            reason: keptLongEnough(recording) ? t("recordings.kept_over") : recording.delete_reason,
          })}
        />
      )}
      <Space wrap style={{ marginBlock: 20 }}>
        {mayDo(user, "recordings.download") && recording.state === "playable" && (
          <Button
            icon={<DownloadOutlined />}
            onClick={() => void download(`${path}/download`, `${id}.ogg`).catch(fail)}
          >
            {t("recordings.download")}
          </Button>
        )}
        {mayDo(user, "quality.write") && recording.state === "playable" && <AssessButton recording={recording} />}
        {holds && call !== null && (
          <Button
            icon={recording.held ? <UnlockOutlined /> : <LockOutlined />}
            onClick={() => setAsking(recording.held ? "clear" : "hold")}
          >
            {t(recording.held ? "recordings.clear" : "recordings.hold")}
          </Button>
        )}
        {mayDo(user, "recordings.download") && recording.state === "playable" && (
          <Button
            icon={<SafetyCertificateOutlined />}
            loading={acts.verify.isPending}
            onClick={() =>
              acts.verify.mutate(id, {
                onSuccess: ({ integrity }) => void message.info(t(`recordings.integrity.${integrityOf(integrity)}`), 6),
                onError: fail,
              })
            }
          >
            {t("recordings.verify")}
          </Button>
        )}
        {mayDo(user, "recordings.delete") && (recording.state === "playable" || recording.state === "failed") && (
          <Button danger icon={<DeleteOutlined />} disabled={recording.held} onClick={() => setAsking("remove")}>
            {t("common.delete")}
          </Button>
        )}
      </Space>
      <Facts
        items={[
          { label: t("calls.started"), value: formatDateTime(instant(recording.started_at), i18n.language) },
          { label: t("recordings.length"), value: formatDuration(recording.seconds ?? 0) },
          { label: t("calls.direction"), value: callDirection(recording.direction, t) },
          { label: t("calls.from"), value: <CallableNumber number={recording.from_number} /> },
          { label: t("calls.to"), value: <CallableNumber number={recording.to_number} /> },
          { label: t("words.queue"), value: queueName(recording.queue) || "–" },
          { label: t("words.agent"), value: agentsOf(recording).map(person).join(", ") || "–" },
          { label: t("calls.vm_call"), value: call ? <Link to={`/calls/${call}`}>{t("calls.open")}</Link> : "–" },
          {
            label: t("recordings.kept"),
            value: (
              <Space>
                {recording.held && <Tag color="purple">{t("recordings.held")}</Tag>}
                {recording.sealed && <Tag>{t("recordings.sealed")}</Tag>}
                {lost && <Tag color="red">{t(`recordings.file.${lost}`)}</Tag>}
                {!recording.held && !recording.sealed && !lost && "–"}
              </Space>
            ),
          },
        ]}
      />
      {asking && (
        <ReasonDialog
          title={t(`recordings.ask.${asking}`)}
          detail={t(`recordings.ask_detail.${asking}`)}
          okText={t(asking === "remove" ? "common.delete" : `recordings.${asking}`)}
          danger={asking === "remove"}
          onOk={ask}
          onClose={() => setAsking(null)}
        />
      )}
    </>
  );
}
