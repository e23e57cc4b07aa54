import { Alert, Button } from "antd";
import { useTranslation } from "react-i18next";
import { secondsSince } from "@/shared/format";
import { useNumber } from "@/shared/number";
import { useNow } from "@/shared/time/useNow";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useRecovery } from "../kept";
import { hasLostSound } from "../model";
import { deskSession } from "../session";
import type { DeskView } from "../useSituation";

/** What the agent must know about his phone, and what to do about it. */
export function PhoneNotices({ view }: { view: DeskView }) {
  const { t } = useTranslation();
  const fail = useErrorNotice();
  const now = useNow();
  const { desk, phone, agent } = view;
  const recovery = useRecovery(view);
  const number = useNumber();

  if (desk.status === "taken_over" || desk.status === "signed_out" || desk.status === "elsewhere") {
    return (
      <Alert
        banner
        type={desk.status === "elsewhere" ? "info" : "warning"}
        title={t(`desk.notice.${desk.status}`, { device: desk.device ?? "" })}
        action={
          <Button size="small" type="primary" onClick={() => void deskSession.openBrowser(true).catch(fail)}>
            {t(desk.status === "signed_out" ? "desk.log_in" : "desk.takeover_here")}
          </Button>
        }
      />
    );
  }
  if (recovery.state !== null) {
    const lost = recovery.state === "lost";
    return (
      <Alert
        banner
        type={lost ? "error" : "warning"}
        title={t(`desk.recovery.${recovery.state}`, { who: number(recovery.who) })}
        action={
          lost && (
            <Button size="small" onClick={recovery.dismiss}>
              {t("desk.understood")}
            </Button>
          )
        }
      />
    );
  }
  if (hasLostSound(view.situation, secondsSince(agent?.since ?? null, now))) {
    return <Alert banner type="error" title={t("desk.notice.no_sound")} />;
  }
  if (phone.problem) {
    return (
      <Alert
        banner
        type="error"
        closable={{ onClose: () => desk.phone?.clearProblem(), "aria-label": t("common.close") }}
        title={t(`desk.problem.${phone.problem}`)}
      />
    );
  }
  if (desk.kind === "browser" && (phone.registration === "refused" || phone.registration === "lost")) {
    return <Alert banner type="error" title={t(`desk.notice.${phone.registration}`)} />;
  }
  if (agent?.state === "not_answering" && desk.status === "on") {
    return <Alert banner type="warning" title={t("desk.notice.not_answering")} />;
  }
  if (agent?.state === "ringing" && desk.kind === "extension") {
    return <Alert banner type="info" title={t("desk.notice.answer_on_phone")} />;
  }
  return null;
}
