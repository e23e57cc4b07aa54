import { useCallback, useEffect } from "react";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { deskApi } from "./api";
import { type Action, actionOf, asksForHelp } from "./shortcuts";
import type { DeskView } from "./useSituation";
import { requestFinish } from "./work";

/** What the phone bar opens: the transfer dialog, the keypad, the help sheet, the messages. */
export type Sheet = "transfer" | "keypad" | "help" | "messages";

/** Every action of the phone bar by its name, and by its key anywhere on the page. */
export function useActions(view: DeskView, open: (sheet: Sheet) => void): (action: Action) => void {
  const fail = useErrorNotice();
  const { can, desk, phone, held, muted } = view;
  const own = desk.kind === "browser";

  const act = useCallback(
    (action: Action): void => {
      const run = (pending: Promise<unknown>) => void pending.catch(fail);
      const focus = (id: string) => document.getElementById(id)?.focus();
      const table: Record<Action, () => unknown> = {
        answer: () => can.answer && desk.phone?.answer(),
        reject: () => can.reject && desk.phone?.reject(),
        // Without the server the phone can still end its own leg.
        hangup: () => can.hangup && run(deskApi.hangup().catch(() => desk.phone?.hangup())),
        hold: () => can.hold && run(deskApi.hold(!held)),
        mute: () => can.mute && (own ? desk.phone?.setMuted(!phone.leg?.muted) : run(deskApi.mute(!muted))),
        keypad: () => can.keypad && open("keypad"),
        transfer: () => can.transfer && open("transfer"),
        complete: () => can.complete && run(deskApi.complete()),
        cancel: () => can.cancel && run(deskApi.cancel()),
        toggle: () => can.toggle && run(deskApi.toggle()),
        conference: () => can.conference && run(deskApi.conference()),
        drop: () => can.drop && run(deskApi.drop()),
        record: () => can.record && run(deskApi.record(can.record)),
        rate: () => can.rate && run(deskApi.rate()),
        note: () => can.note && focus("call-note"),
        dial: () => focus("dial-number"),
        finish: () => requestFinish() || (can.wrapUp && run(deskApi.wrapUp("finish"))),
        available: () => can.changeState && run(deskApi.setState("available")),
        busy: () => can.changeState && run(deskApi.setState("busy")),
        messages: () => open("messages"),
        help: () => open("help"),
      };
      table[action]();
    },
    [can, desk.phone, own, phone.leg?.muted, held, muted, fail, open],
  );

  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const action = asksForHelp(event) ? "help" : actionOf(event);
      if (action === null || event.repeat) return;
      event.preventDefault();
      act(action);
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [act]);

  return act;
}
