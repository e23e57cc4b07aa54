import {
  AudioMutedOutlined,
  AudioOutlined,
  CloseOutlined,
  NumberOutlined,
  PauseOutlined,
  PhoneFilled,
  PhoneOutlined,
  PlayCircleOutlined,
  SwapOutlined,
} from "@ant-design/icons";
import { Button, type ButtonProps } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import styles from "../desk.module.css";
import { type Action, label } from "../shortcuts";
import type { DeskView } from "../useSituation";

interface Props {
  view: DeskView;
  act: (action: Action) => void;
}

export function CallButtons({ view, act }: Props) {
  const { t } = useTranslation();
  const { can, held, muted } = view;

  const button = (action: Action, text: string, icon: ReactNode, enabled: boolean, more?: ButtonProps) => (
    <Button
      {...more}
      className={`${styles.callButton} ${more?.className ?? ""}`}
      icon={icon}
      disabled={!enabled}
      onClick={() => act(action)}
      aria-label={text}
      aria-keyshortcuts={label(action)}
      title={`${text} (${label(action)})`}
    >
      <span className={styles.withKey} data-key={label(action)}>
        {text}
      </span>
    </Button>
  );

  return (
    <div className={styles.buttons} role="toolbar" aria-label={t("desk.call_buttons")}>
      {can.answer ? (
        <>
          {button("answer", t("desk.answer"), <PhoneFilled />, can.answer, { className: styles.answer })}
          {button("reject", t("desk.reject"), <CloseOutlined />, can.reject, { danger: true })}
        </>
      ) : (
        <>
          {button("answer", t("desk.answer"), <PhoneOutlined />, false)}
          {button("hangup", t("desk.hangup"), <CloseOutlined />, can.hangup, { danger: true })}
        </>
      )}
      {button(
        "hold",
        held ? t("desk.resume") : t("desk.hold"),
        held ? <PlayCircleOutlined /> : <PauseOutlined />,
        can.hold,
        {
          type: held ? "primary" : "default",
        },
      )}
      {button(
        "mute",
        muted ? t("desk.unmute") : t("desk.mute"),
        muted ? <AudioMutedOutlined /> : <AudioOutlined />,
        can.mute,
        {
          type: muted ? "primary" : "default",
        },
      )}
      {button("keypad", t("desk.keypad"), <NumberOutlined />, can.keypad)}
      {button("transfer", t("desk.transfer"), <SwapOutlined />, can.transfer)}
    </div>
  );
}
