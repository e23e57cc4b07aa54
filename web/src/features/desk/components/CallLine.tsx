import {
  CloseOutlined,
  CustomerServiceOutlined,
  PauseOutlined,
  PlayCircleOutlined,
  SwapOutlined,
  TeamOutlined,
  UserDeleteOutlined,
  UserOutlined,
} from "@ant-design/icons";
import { Button, Tooltip } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useUser } from "@/features/auth/useUser";
import type { LiveCall } from "@/live/types";
import { usePerson, useQueueName } from "@/shared/directory";
import { useNumber } from "@/shared/number";
import styles from "../callLine.module.css";
import { type Action, label } from "../shortcuts";
import { type Member, membersOf } from "../talk";
import { useCallerName } from "../useCallerName";
import type { DeskView } from "../useSituation";
import { CallNote } from "./CallNote";
import { Watchers } from "./Watchers";

interface Props {
  view: DeskView;
  call: LiveCall;
  act: (action: Action) => void;
}

/** Below the bar while a call lasts: who is in it and who hears music, what can be done with a third party, the recording. */
export function CallLine({ view, call, act }: Props) {
  const { t } = useTranslation();
  const formatNumber = useNumber();
  const person = usePerson();
  const queueName = useQueueName();
  const me = useUser().id;
  const { can } = view;
  const caller = useCallerName(call);

  const nameOf = (member: Member) => {
    const { party } = member;
    if (member.kind === "customer") return caller || formatNumber(party.number) || t("desk.unknown_caller");
    if (member.queue) return queueName(member.queue);
    if (party.agent === me) return t("desk.me");
    if (party.agent !== null) return person(party.agent) || t("words.agent");
    return formatNumber(party.number) || party.device || t("desk.third");
  };

  const button = (action: Action, icon: ReactNode, primary = false) => (
    <Tooltip key={action} title={label(action)}>
      <Button
        size="small"
        type={primary ? "primary" : "default"}
        icon={icon}
        onClick={() => act(action)}
        aria-keyshortcuts={label(action)}
      >
        {t(`desk.do.${action as Third}`)}
      </Button>
    </Tooltip>
  );

  return (
    <section className={styles.line} aria-label={t("desk.members")}>
      <ul className={styles.members}>
        {membersOf(call).map((member) => (
          <li key={member.key} className={styles[member.state]} data-member={member.kind} data-state={member.state}>
            {member.kind === "customer" ? <UserOutlined aria-hidden /> : <CustomerServiceOutlined aria-hidden />}
            <b>{nameOf(member)}</b>
            <span className={member.state === "talking" ? "visually-hidden" : undefined}>
              {t(`desk.member.${member.state}`)}
            </span>
          </li>
        ))}
      </ul>
      <Watchers call={call.id} />
      <div className={styles.actions}>
        {can.complete && button("complete", <SwapOutlined />, true)}
        {can.toggle && button("toggle", <SwapOutlined rotate={90} />)}
        {can.conference && button("conference", <TeamOutlined />)}
        {can.cancel && button("cancel", <CloseOutlined />)}
        {can.drop && button("drop", <UserDeleteOutlined />)}
      </div>
      <div className={styles.end}>
        {(call.recording !== null || can.record !== null) && (
          <span className={styles.recording} data-recording={call.recording ?? "off"} role="status">
            <i aria-hidden />
            {t(`desk.recording.${call.recording ?? "off"}`)}
          </span>
        )}
        {can.record !== null && (
          <Tooltip title={`${t(`desk.record.${can.record}`)} (${label("record")})`}>
            <Button
              size="small"
              icon={can.record === "pause" ? <PauseOutlined /> : <PlayCircleOutlined />}
              onClick={() => act("record")}
              aria-label={t(`desk.record.${can.record}`)}
              aria-keyshortcuts={label("record")}
            />
          </Tooltip>
        )}
        {can.note && <CallNote call={call.id} />}
      </div>
    </section>
  );
}

type Third = "complete" | "toggle" | "conference" | "cancel" | "drop";
