import { CloseOutlined, EyeOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Segmented, Tag } from "antd";
import { useTranslation } from "react-i18next";
import type { SuperviseMode } from "@/api/types";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { outsideNumber } from "@/features/desk/model";
import { useFrames, useLive } from "@/live/hooks";
import { useRenew } from "@/live/useRenew";
import { usePerson } from "@/shared/directory";
import { formatDuration, secondsSince } from "@/shared/format";
import { useNumber } from "@/shared/number";
import { useNow } from "@/shared/time/useNow";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { SESSION_KEY, useSession, useSupervision } from "./api";
import { endOf, isSilent, MODES, readSession } from "./model";
import styles from "./supervision.module.css";

/** My session beside a call, on every page: whom I hear, who hears me, another mode by one click. */
export default function SessionStrip() {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const user = useUser();
  const client = useQueryClient();
  const now = useNow();
  const person = usePerson();
  const number = useNumber();
  const fail = useErrorNotice();
  const calls = useLive((state) => state.calls);
  const session = useSession(true).data ?? null;
  const { step, stop } = useSupervision();

  useFrames(["supervision.session"], (frame) => {
    const heard = readSession({ ...frame.data, call: frame.data?.call ?? frame.call });
    if (heard.supervisor !== user.id) return;
    client.setQueryData(SESSION_KEY, heard.state === "over" ? null : heard);
    const end = endOf(heard.reason);
    if (heard.state === "over" && !isSilent(end)) void message.info(t(`live.session_end.${end}`), 5);
  });

  useRenew([], SESSION_KEY);

  if (session === null) return null;
  const modes = MODES.filter((mode) => mode === session.mode || mayDo(user, `live.${mode}`));
  const call = calls.get(session.call ?? "") ?? null;
  const state = session.state === "on" || session.state === "waiting" ? session.state : "ringing";

  function choose(mode: SuperviseMode): void {
    if (mode !== "take_over") {
      step.mutate(mode, { onError: fail });
      return;
    }
    modal.confirm({
      title: t("live.take_over_title"),
      content: t("live.take_over_detail"),
      okText: t("words.mode.take_over"),
      onOk: () => step.mutateAsync(mode).catch(fail),
    });
  }

  return (
    <section className={styles.strip} aria-label={t("live.session")} data-session={state}>
      <EyeOutlined aria-hidden className={styles.eye} />
      <span className={styles.who}>
        <b>{person(session.agent)}</b>
        <span>{call ? [call.name, number(outsideNumber(call))].filter(Boolean).join(" ") : ""}</span>
      </span>
      <Tag color={state === "on" ? "green" : "gold"}>{t(`live.session_state.${state}`)}</Tag>
      <Segmented<SuperviseMode>
        value={session.mode}
        disabled={step.isPending}
        onChange={choose}
        options={modes.map((value) => ({ value, label: t(`words.mode.${value}`) }))}
        aria-label={t("live.mode")}
      />
      <span className={styles.hint}>{t(`live.mode_hint.${session.mode}`)}</span>
      {session.follow && <Tag color="blue">{t("live.following")}</Tag>}
      <span className={`${styles.time} figure`}>{formatDuration(secondsSince(session.since * 1000, now))}</span>
      <Button
        danger
        icon={<CloseOutlined />}
        loading={stop.isPending}
        onClick={() => stop.mutate(undefined, { onError: fail })}
      >
        {t("live.session_stop")}
      </Button>
    </section>
  );
}
