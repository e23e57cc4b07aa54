import { App, type MenuProps } from "antd";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { outsideNumber } from "@/features/desk/model";
import { MODES } from "@/features/supervision/model";
import { useStart } from "@/features/supervision/useStart";
import type { LiveAgent, LiveCall } from "@/live/types";
import { pickText } from "@/shared/format";
import { useNumber } from "@/shared/number";
import { usePauseReasons } from "@/shared/pauseReasons";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { type ExplainTarget, useForceHangup, useForceState } from "./api";
import { type ForcedState, isTalking, mayForce } from "./model";

/** What the board shows above itself. */
export interface Openers {
  explain: (target: ExplainTarget) => void;
  move: (call: LiveCall) => void;
  message: (agents: readonly string[]) => void;
}

export interface BoardActions {
  agent: (key: string, agent: LiveAgent, call: LiveCall | null) => void;
  call: (key: string, call: LiveCall) => void;
}

type Items = NonNullable<MenuProps["items"]>;

/** Whether he may do something of his live functions at all. */
function useMay(): (act: string) => boolean {
  const user = useUser();
  return useCallback((act) => mayDo(user, `live.${act}`), [user]);
}

/** With a line between groups of which something is left. */
const grouped = (...groups: Items[]): Items =>
  groups
    .filter((group) => group.length > 0)
    .flatMap((group, index) => (index > 0 ? [{ type: "divider" as const }, ...group] : group));

/** What the user may do: nothing is offered that the server would refuse. */
const allowed = (allow: boolean, items: Items): Items => (allow ? items : []);

function useModeItems(): (call: LiveCall | null) => Items {
  const { t } = useTranslation();
  const may = useMay();
  return useCallback(
    (call) =>
      MODES.filter(may).map((mode) => ({
        key: `supervise:${mode}`,
        label: t(`words.mode.${mode}`),
        disabled: call === null || !isTalking(call) || (mode === "take_over" && call.direction === "internal"),
      })),
    [t, may],
  );
}

/** The menu of an agent's row. */
export function useAgentItems(): (agent: LiveAgent, call: LiveCall | null) => Items {
  const { t, i18n } = useTranslation();
  const modes = useModeItems();
  const may = useMay();
  const { rows } = usePauseReasons();

  return useCallback(
    (agent, call) => {
      const pauses = (state: "busy" | "break") => ({
        key: `pause:${state}`,
        label: t(`live.force.${state}`),
        disabled: !mayForce(agent, state),
        children: [
          { key: `force:${state}:`, label: t("live.no_reason") },
          ...rows
            .filter((row) => row.state === state)
            .map((row) => ({ key: `force:${state}:${row.id}`, label: pickText(row.name, i18n.language) })),
        ],
      });
      return grouped(
        [
          ...modes(call),
          ...allowed(may("listen"), [{ key: "follow", label: t("live.follow"), disabled: agent.state === "offline" }]),
        ],
        [
          { key: "explain", label: t("live.explain_agent") },
          ...allowed(may("message"), [{ key: "message", label: t("live.message") }]),
        ],
        allowed(may("state"), [
          { key: "force:available:", label: t("live.force.available"), disabled: !mayForce(agent, "available") },
          pauses("busy"),
          pauses("break"),
          {
            key: "force:offline:",
            label: t("live.force.offline"),
            disabled: !mayForce(agent, "offline"),
            danger: true,
          },
        ]),
      );
    },
    [t, i18n.language, modes, rows, may],
  );
}

/** The menu of a call's row. */
export function useCallItems(): (call: LiveCall) => Items {
  const { t } = useTranslation();
  const modes = useModeItems();
  const may = useMay();
  return useCallback(
    (call) =>
      grouped(modes(call), [
        { key: "explain", label: t(call.agent ? "live.explain_why_agent" : "live.explain_why_waits") },
        ...allowed(may("move"), [{ key: "move", label: t("live.move"), disabled: call.direction === "internal" }]),
        ...allowed(may("hang_up"), [{ key: "hangup", label: t("live.hangup"), danger: true }]),
      ]),
    [t, modes, may],
  );
}

/** Carries out what was chosen in a row's menu. */
export function useRowActions(open: Openers): BoardActions {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const number = useNumber();
  const start = useStart();
  const force = useForceState();
  const hangup = useForceHangup();
  const fail = useErrorNotice();

  return {
    agent: (key, agent) => {
      const [verb, first = "", second = ""] = key.split(":");
      if (verb === "explain") open.explain({ kind: "agent", id: agent.id, title: `${agent.number} ${agent.name}` });
      else if (verb === "message") open.message([agent.id]);
      else if (verb === "follow") start({ kind: "agent", id: agent.id, mode: "listen", follow: true });
      else if (verb === "supervise") {
        const mode = MODES.find((one) => one === first);
        if (mode) start({ kind: "agent", id: agent.id, mode });
      } else if (verb === "force") {
        force.mutate(
          { agent: agent.id, state: first as ForcedState, ...(second ? { reason: second } : {}) },
          { onSuccess: () => void message.success(t("live.forced")), onError: fail },
        );
      }
    },
    call: (key, call) => {
      const outside = number(outsideNumber(call));
      const mode = MODES.find((one) => key === `supervise:${one}`);
      if (mode) start({ kind: "call", id: call.id, mode });
      else if (key === "explain") open.explain({ kind: "call", id: call.id, title: outside });
      else if (key === "move") open.move(call);
      else if (key === "hangup") {
        modal.confirm({
          title: t("live.hangup_title", { number: outside }),
          content: t("live.hangup_detail"),
          okText: t("live.hangup"),
          okButtonProps: { danger: true },
          onOk: () => hangup.mutateAsync(call.id).catch(fail),
        });
      }
    },
  };
}
