import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { useQueueName } from "@/shared/directory";
import { showNotice } from "@/shared/notices";
import { useNumber } from "@/shared/number";
import { sayInTab } from "@/shared/tabTitle";
import { useOutside } from "./useOutside";
import type { DeskView } from "./useSituation";

const TAG = "hotline.call";

/** While a call rings: who it is, in the tab's title, and in a notice of the system when the tab is hidden. Who may see
 * no whole numbers is told no names and numbers there: others look at the same screen. */
export function useRingNotice(view: DeskView): void {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const whole = mayDo(useUser(), "phones.see");
  const { number, name } = useOutside(view);
  const format = useNumber();
  const queueName = useQueueName();
  const ringing = view.can.answer || view.agent?.state === "ringing";
  const who = whole ? [name, format(number)].filter(Boolean).join(" ") : "";
  const title = who ? t("desk.rings", { who }) : t("desk.rings_unnamed");
  const body = [queueName(view.call?.queue), t("desk.rings_help")].filter(Boolean).join(" · ");
  const go = useRef(navigate);

  useEffect(() => {
    go.current = navigate;
  });
  useEffect(() => {
    if (!ringing) return;
    sayInTab(title);
    let takeAway = () => {};
    const look = () => {
      takeAway();
      takeAway = document.hidden ? showNotice(title, body, TAG, () => void go.current("/desk")) : () => {};
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      takeAway();
      sayInTab("");
    };
  }, [ringing, title, body]);
}
