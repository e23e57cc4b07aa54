import { DownOutlined } from "@ant-design/icons";
import { Button, Dropdown, type MenuProps } from "antd";
import { useTranslation } from "react-i18next";
import { stateColour, useReason } from "@/shared/agentWords";
import { formatDuration, pickText, secondsSince } from "@/shared/format";
import { usePauseReasons } from "@/shared/pauseReasons";
import { useNow } from "@/shared/time/useNow";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { type ChosenState, deskApi } from "../api";
import styles from "../desk.module.css";
import { pauseLimit } from "../model";
import { label } from "../shortcuts";
import type { DeskView } from "../useSituation";

/** The agent's state with its reason and how long it has lasted; a click changes it. */
export function StateMenu({ view }: { view: DeskView }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const fail = useErrorNotice();
  const { rows } = usePauseReasons();
  const reasonText = useReason();
  const { agent, can } = view;
  const loggedIn = view.desk.status === "on" || view.desk.status === "elsewhere";
  const state = loggedIn ? (agent?.state ?? "offline") : "offline";
  const reason = loggedIn && agent ? reasonText(agent.state, agent.reason) : "";

  const limit = pauseLimit(agent, rows);
  const seconds = secondsSince(agent?.since ?? null, now);

  const reasons = (of: "busy" | "break") =>
    rows
      .filter((row) => row.state === of)
      .map((row) => ({
        key: `${of}:${row.id}`,
        label: pickText(row.name, i18n.language),
        extra: row.limit === null ? undefined : t("desk.at_most", { count: Math.round(row.limit / 60) }),
      }));
  const breaks = reasons("break");
  const items: MenuProps["items"] = [
    { key: "available", label: t("words.state.available"), extra: label("available") },
    { key: "busy", label: t("words.state.busy"), extra: label("busy") },
    ...reasons("busy").map((item) => ({ ...item, label: `${t("words.state.busy")} · ${item.label}` })),
    { type: "divider" },
    ...(breaks.length > 0
      ? breaks.map((item) => ({ ...item, label: `${t("words.state.break")} · ${item.label}` }))
      : [{ key: "break", label: t("words.state.break") }]),
  ];

  function choose(key: string): void {
    const [next, why] = key.split(":");
    if (next) void deskApi.setState(next as ChosenState, why).catch(fail);
  }

  const lasted = loggedIn && agent?.since ? formatDuration(seconds) : t("desk.not_logged_in");
  const clock = limit === null ? lasted : `${lasted} / ${formatDuration(limit)}`;
  const shown = (
    <span className={styles.stateText}>
      <span>
        {t(`words.state.${state}`)}
        {reason && ` · ${reason}`}
      </span>
      {/* The clock is drawn, not text: a button's name has to hold its whole text, and must not change every second. */}
      <small className="figure" aria-hidden data-shown={clock} data-over={limit !== null && seconds > limit} />
    </span>
  );
  const name = `${t("desk.state")}: ${t(`words.state.${state}`)}${reason ? ` · ${reason}` : ""}`;
  const style = { "--state": stateColour(state) } as React.CSSProperties;

  if (!can.changeState) {
    return (
      <div className={styles.state} style={style} role="status" aria-label={name}>
        {shown}
      </div>
    );
  }
  return (
    <Dropdown trigger={["click"]} menu={{ items, style: { minWidth: 240 }, onClick: ({ key }) => choose(key) }}>
      <Button className={styles.stateButton} style={style} aria-label={name}>
        {shown}
        <DownOutlined style={{ marginInlineStart: "auto", fontSize: 11 }} />
      </Button>
    </Dropdown>
  );
}
