import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useUser } from "@/features/auth/useUser";
import { useFrames } from "@/live/hooks";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { deskApi } from "./api";
import { CallButtons } from "./components/CallButtons";
import { CallStrip } from "./components/CallStrip";
import { DialBox } from "./components/DialBox";
import { KeypadDialog } from "./components/KeypadDialog";
import { PhoneNotices } from "./components/PhoneNotices";
import { SessionButton } from "./components/SessionButton";
import { StateMenu } from "./components/StateMenu";
import { TransferDialog } from "./components/TransferDialog";
import styles from "./desk.module.css";
import { leavingCutsOff } from "./model";
import { deskSession } from "./session";
import { type Action, actionOf } from "./shortcuts";
import { useSituation } from "./useSituation";
import { requestFinish } from "./work";

/** 话务条: always visible to agents. Every action has a key of its own. */
export function PhoneBar() {
  const { t } = useTranslation();
  const user = useUser();
  const navigate = useNavigate();
  const view = useSituation();
  const fail = useErrorNotice();
  const [transferring, setTransferring] = useState(false);
  const [keypad, setKeypad] = useState(false);
  const { can, desk, phone, held } = view;

  useEffect(() => deskSession.attach(user.id), [user.id]);
  useFrames(["screen_pop"], () => void navigate("/desk"));

  const act = useCallback(
    (action: Action) => {
      const run = (pending: Promise<unknown>) => void pending.catch(fail);
      switch (action) {
        case "answer":
          return can.answer && desk.phone?.answer();
        case "reject":
          return can.reject && desk.phone?.reject();
        case "hangup":
          if (!can.hangup) return;
          // Without the server the phone can still end its own leg.
          return run(deskApi.hangup().catch(() => desk.phone?.hangup()));
        case "hold":
          return can.hold && run(deskApi.hold(!held));
        case "mute":
          return can.mute && desk.phone?.setMuted(!phone.leg?.muted);
        case "keypad":
          return can.keypad && setKeypad((open) => !open);
        case "transfer":
          return can.transfer && setTransferring(true);
        case "dial":
          return document.getElementById("dial-number")?.focus();
        case "finish":
          return requestFinish() || (can.wrapUp && run(deskApi.wrapUp("finish")));
        case "available":
        case "busy":
          return can.changeState && run(deskApi.setState(action));
      }
    },
    [can, desk.phone, phone.leg?.muted, held, fail],
  );

  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const action = actionOf(event);
      if (action === null || event.repeat) return;
      event.preventDefault();
      act(action);
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [act]);

  const cutsOff = leavingCutsOff(phone.leg);
  useEffect(() => {
    if (!cutsOff) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [cutsOff]);

  return (
    <>
      <section className={styles.bar} aria-label={t("desk.phone_bar")}>
        <SessionButton view={view} />
        <StateMenu view={view} />
        <CallStrip view={view} />
        <CallButtons view={view} act={act} />
        <DialBox enabled={can.dial} />
      </section>
      <PhoneNotices view={view} />
      <TransferDialog open={transferring && can.transfer} onClose={() => setTransferring(false)} />
      <KeypadDialog
        open={keypad && can.keypad}
        onClose={() => setKeypad(false)}
        onKey={(key) => desk.phone?.sendKey(key)}
      />
    </>
  );
}
