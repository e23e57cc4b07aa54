import { CheckCircleFilled, ClockCircleOutlined, CloseCircleFilled, SoundOutlined } from "@ant-design/icons";
import { Button, Modal, Progress, Space } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useDesk } from "@/features/desk/session";
import { useConnection } from "@/live/hooks";
import { usePhoneState } from "@/phone/usePhoneState";
import { askForNotices, noticePermission, type Permission } from "@/shared/notices";
import styles from "./devicecheck.module.css";
import { meter, networkVerdict, rememberCheck, today, type Verdict } from "./model";
import { playTone, useMicrophone } from "./useMicrophone";
import { useRoundTrip } from "./useRoundTrip";

/** Calls can be taken without notices: they do not count for a good check. */
const NOTICES = { granted: "good", denied: "bad", default: "waiting", unsupported: "bad" } as const satisfies Record<
  Permission,
  Verdict
>;

/** Microphone, speaker, network, registration and the system's notices, before the first call of a day. */
export default function DeviceCheck({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const microphone = useMicrophone();
  const trip = useRoundTrip();
  const { status } = useConnection();
  const desk = useDesk();
  const phone = usePhoneState(desk.phone);
  const [notices, setNotices] = useState(noticePermission);
  const [speaker, setSpeaker] = useState<Verdict>("waiting");

  const voice: Verdict = microphone.problem ? "bad" : microphone.heard ? "good" : "waiting";
  const network = trip.failed ? "bad" : networkVerdict(status === "open", trip.milliseconds);
  const registered: Verdict =
    desk.kind !== "browser" ? "waiting" : phone.registration === "registered" ? "good" : "bad";
  const fine = voice === "good" && speaker === "good" && network === "good" && registered !== "bad";

  function done(): void {
    if (fine) rememberCheck(today());
    onClose();
  }

  return (
    <Modal
      title={t("check.title")}
      open
      onCancel={onClose}
      footer={
        <Button type="primary" onClick={done}>
          {t(fine ? "check.done" : "common.close")}
        </Button>
      }
    >
      <ul className={styles.steps}>
        <Step verdict={voice} name="microphone" title={t("check.microphone")}>
          <Progress
            percent={microphone.level === null ? 0 : meter(microphone.level)}
            showInfo={false}
            aria-label={t("check.level")}
          />
          <span>
            {microphone.problem
              ? t(`desk.problem.${microphone.problem}`)
              : t(microphone.heard ? "check.voice_heard" : "check.speak", { name: microphone.name })}
          </span>
        </Step>
        <Step verdict={speaker} name="speaker" title={t("check.speaker")}>
          <Space wrap>
            <Button icon={<SoundOutlined />} onClick={playTone}>
              {t("check.play")}
            </Button>
            <Button onClick={() => setSpeaker("good")}>{t("check.heard")}</Button>
            <Button onClick={() => setSpeaker("bad")}>{t("check.not_heard")}</Button>
          </Space>
          {speaker === "bad" && <span>{t("check.speaker_help")}</span>}
        </Step>
        <Step verdict={network} name="network" title={t("check.network")}>
          <span>
            {status !== "open"
              ? t("check.no_connection")
              : trip.milliseconds === null
                ? t("check.measuring")
                : t(network === "bad" ? "check.slow" : "check.round_trip", { count: trip.milliseconds })}
          </span>
        </Step>
        <Step verdict={registered} name="registration" title={t("check.registration")}>
          <span>
            {t(
              desk.kind !== "browser"
                ? "check.not_logged_in"
                : registered === "good"
                  ? "check.registered"
                  : "check.not_registered",
            )}
          </span>
        </Step>
        <Step verdict={NOTICES[notices]} name="notices" title={t("check.notices")}>
          <span>{t(`check.notices_${notices}`)}</span>
          {notices === "default" && (
            <Button onClick={() => void askForNotices().then(setNotices)}>{t("check.notices_allow")}</Button>
          )}
        </Step>
      </ul>
    </Modal>
  );
}

interface StepProps {
  verdict: Verdict;
  name: string;
  title: string;
  children: ReactNode;
}

function Step({ verdict, name, title, children }: StepProps) {
  const { t } = useTranslation();
  const icon = {
    good: <CheckCircleFilled className={styles.good} aria-label={t("check.good")} />,
    bad: <CloseCircleFilled className={styles.bad} aria-label={t("check.bad")} />,
    waiting: <ClockCircleOutlined className={styles.waiting} aria-label={t("check.waiting")} />,
  };
  return (
    <li data-check={name} data-verdict={verdict}>
      {icon[verdict]}
      <div>
        <b>{title}</b>
        {children}
      </div>
    </li>
  );
}
