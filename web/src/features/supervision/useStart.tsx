import { App, Input } from "antd";
import { useTranslation } from "react-i18next";
import { deskSession, useDesk } from "@/features/desk/session";
import { liveStore } from "@/live/store";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useSession, useSupervision, type Wish } from "./api";

const EXTENSION_KEY = "hotline.supervision.extension";

/**
 * Begin to supervise. The phone that the supervisor is logged in at rings (the browser's answers by itself, since he
 * asked for it); one who is logged in nowhere says which extension shall ring.
 */
export function useStart(): (wish: Wish) => void {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const fail = useErrorNotice();
  const { start } = useSupervision();
  const running = useSession(false).data ?? null;
  const desk = useDesk();

  return (wish) => {
    if (running !== null || desk.status === "on" || desk.status === "elsewhere") {
      // Looked at when it is needed: whoever can begin to supervise need not be drawn anew with every call.
      const { agents, calls } = liveStore.getState();
      const agent = wish.kind === "agent" ? wish.id : calls.get(wish.id)?.agent;
      // Somebody who has a session changes over without being rung.
      const number = running === null ? (agents.get(agent ?? "")?.number ?? "") : "";
      void deskSession.askFor(number, () => start.mutateAsync(wish)).catch(fail);
      return;
    }
    let extension = localStorage.getItem(EXTENSION_KEY) ?? "";
    modal.confirm({
      title: t("live.extension_title"),
      content: (
        <>
          <p>{t("live.extension_detail")}</p>
          <Input
            autoFocus
            defaultValue={extension}
            aria-label={t("desk.extension")}
            placeholder="8001"
            onChange={(event) => {
              extension = event.target.value.trim();
            }}
          />
        </>
      ),
      okText: t(`words.mode.${wish.mode}`),
      onOk: () => {
        localStorage.setItem(EXTENSION_KEY, extension);
        return start.mutateAsync({ ...wish, extension }).catch(fail);
      },
    });
  };
}
