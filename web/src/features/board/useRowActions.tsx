import { App, type MenuProps } from "antd";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
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

function useModeItems(): (call: LiveCall | null) => Items {
  const { t } = useTranslation();
  return useCallback(
    (call) =>
      MODES.map((mode) => ({
        key: `supervise:${mode}`,
        label: t(`words.mode.${mode}`),
        disabled: call === null || !isTalking(call) || (mode === "take_over" && call.direction === "internal"),
      })),
    [t],
  );
}

/** The menu of an agent's row. */
export function useAgentItems(): (agent: LiveAgent, call: LiveCall | null) => Items {
  const { t, i18n } = useTranslation();
  const modes = useModeItems();
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
      return [
        ...modes(call),
        { key: "follow", label: t("live.follow"), disabled: agent.state === "offline" },
        { type: "divider" },
        { key: "explain", label: t("live.explain_agent") },
        { key: "message", label: t("live.message") },
        { type: "divider" },
        { key: "force:available:", label: t("live.force.available"), disabled: !mayForce(agent, "available") },
        pauses("busy"),
        pauses("break"),
        { key: "force:offline:", label: t("live.force.offline"), disabled: !mayForce(agent, "offline"), danger: true },
      ];
    },
    [t, i18n.language, modes, rows],
  );
}

/** The menu of a call's row. */
export function useCallItems(): (call: LiveCall) => Items {
  const { t } = useTranslation();
  const modes = useModeItems();
  return useCallback(
    (call) => [
      ...modes(call),
      { type: "divider" },
      { key: "explain", label: t(call.agent ? "live.explain_why_agent" : "live.explain_why_waits") },
      { key: "move", label: t("live.move"), disabled: call.direction === "internal" },
      { key: "hangup", label: t("live.hangup"), danger: true },
    ],
    [t, modes],
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
