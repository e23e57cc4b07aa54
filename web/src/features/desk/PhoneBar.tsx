import { lazy, Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useUser } from "@/features/auth/useUser";
import { useFrames } from "@/live/hooks";
import { deskApi } from "./api";
import { CallButtons } from "./components/CallButtons";
import { CallLine } from "./components/CallLine";
import { CallStrip } from "./components/CallStrip";
import { ConsultNotice } from "./components/ConsultNotice";
import { ForcedNotice } from "./components/ForcedNotice";
import { KeypadDialog } from "./components/KeypadDialog";
import { PhoneNotices } from "./components/PhoneNotices";
import { SessionButton } from "./components/SessionButton";
import { StateMenu } from "./components/StateMenu";
import styles from "./desk.module.css";
import { leavingCutsOff } from "./model";
import { deskSession } from "./session";
import { useActions } from "./useActions";
import { useRingNotice } from "./useRingNotice";
import { useSheet } from "./useSheet";
import { useSituation } from "./useSituation";
import { useRememberCall } from "./work";

const DialBox = lazy(() => import("./components/DialBox"));
const TransferDialog = lazy(() => import("./components/TransferDialog"));
const HelpSheet = lazy(() => import("./components/HelpSheet"));

/** Pages with a customer's phone of their own: who leaves them hangs it up. */
const CALLING_HERE = ["/setup", "/test-phone"];

/** 话务条: always visible to agents. Every action has a key of its own. */
export function PhoneBar() {
  const { t } = useTranslation();
  const user = useUser();
  const navigate = useNavigate();
  const view = useSituation();
  const { can, desk, phone } = view;
  const { sheet, open, close } = useSheet(can, view.call?.id ?? null);
  useRingNotice(view);
  // A call that only rings here may go to somebody else.
  useRememberCall(user.id, view.situation.part === "rung" ? null : view.call);

  const act = useActions(view, open);

  useEffect(() => deskSession.attach(user.id), [user.id]);
  useFrames(["screen_pop"], () => {
    if (!CALLING_HERE.includes(location.pathname)) void navigate("/desk");
  });

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
        <Suspense fallback={<div className={styles.dial} />}>
          <DialBox enabled={can.dial} />
        </Suspense>
      </section>
      {view.call !== null && <CallLine view={view} call={view.call} act={act} />}
      <PhoneNotices view={view} />
      <ForcedNotice user={user.id} />
      <ConsultNotice user={user.id} />
      <Suspense>
        {sheet === "transfer" && <TransferDialog open onClose={close} />}
        {sheet === "help" && <HelpSheet onClose={close} />}
      </Suspense>
      <KeypadDialog
        open={sheet === "keypad"}
        onClose={close}
        onKey={(key) => (desk.phone ? desk.phone.sendKey(key) : void deskApi.digits(key).catch(() => undefined))}
      />
    </>
  );
}
