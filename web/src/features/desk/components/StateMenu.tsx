import { DownOutlined } from "@ant-design/icons";
import { Button, Dropdown, type MenuProps } from "antd";
import { useTranslation } from "react-i18next";
import { stateColour, useReason } from "@/shared/agentWords";
import { useDictionary } from "@/shared/dictionaries";
import { formatDuration, secondsSince } from "@/shared/format";
import { useNow } from "@/shared/time/useNow";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { type ChosenState, deskApi } from "../api";
import styles from "../desk.module.css";
import { label } from "../shortcuts";
import type { DeskView } from "../useSituation";

/** The agent's state with its reason and how long it has lasted; a click changes it. */
export function StateMenu({ view }: { view: DeskView }) {
  const { t } = useTranslation();
  const now = useNow();
  const fail = useErrorNotice();
  const breakReasons = useDictionary("break_reason");
  const reasonText = useReason();
  const { agent, can } = view;
  const loggedIn = view.desk.status === "on" || view.desk.status === "elsewhere";
  const state = loggedIn ? (agent?.state ?? "offline") : "offline";
  const reason = loggedIn && agent ? reasonText(agent.state, agent.reason) : "";

  const items: MenuProps["items"] = [
    { key: "available", label: t("words.state.available"), extra: label("available") },
    { key: "busy", label: t("words.state.busy"), extra: label("busy") },
    {
      key: "break",
      label: t("words.state.break"),
      children: breakReasons.options.map(({ value, label: word }) => ({ key: `break:${value}`, label: word })),
    },
  ];

  function choose(key: string): void {
    const [next, why] = key.split(":");
    if (next) void deskApi.setState(next as ChosenState, why).catch(fail);
  }

  const shown = (
    <span className={styles.stateText}>
      <span>
        {t(`words.state.${state}`)}
        {reason && ` · ${reason}`}
      </span>
      <small className="figure">
        {loggedIn && agent?.since ? formatDuration(secondsSince(agent.since, now)) : t("desk.not_logged_in")}
      </small>
    </span>
  );
  const name = `${t("desk.state")}: ${t(`words.state.${state}`)}`;
  const style = { "--state": stateColour(state) } as React.CSSProperties;

  if (!can.changeState) {
    return (
      <div className={styles.state} style={style} role="status" aria-label={name}>
        {shown}
      </div>
    );
  }
  return (
    <Dropdown trigger={["click"]} menu={{ items, onClick: ({ key }) => choose(key) }}>
      <Button className={styles.stateButton} style={style} aria-label={name}>
        {shown}
        <DownOutlined style={{ marginInlineStart: "auto", fontSize: 11 }} />
      </Button>
    </Dropdown>
  );
}
