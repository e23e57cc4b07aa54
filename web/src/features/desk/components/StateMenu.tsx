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
  const reason = loggedIn && agent?.reason ? reasonText(agent.reason) : "";

  const items: MenuProps["items"] = [
    { key: "available", label: t("words.state.available"), extra: label("available") },
    { key: "busy", label: t("words.state.busy"), extra: label("busy") },
    {
      key: "break",
      label: t("words.state.break"),
      children: breakReasons.options.map(({ value, label: name }) => ({ key: `break:${value}`, label: name })),
    },
  ];

  function choose(key: string): void {
    const [next, why] = key.split(":");
    if (next) void deskApi.setState(next as ChosenState, why).catch(fail);
  }

  return (
    <Dropdown trigger={["click"]} disabled={!can.changeState} menu={{ items, onClick: ({ key }) => choose(key) }}>
      <Button
        className={styles.stateButton}
        style={{ "--state": stateColour(state) } as React.CSSProperties}
        aria-label={`${t("desk.state")}: ${t(`words.state.${state}`)}`}
      >
        <span className={styles.stateText}>
          <span>
            {t(`words.state.${state}`)}
            {reason && ` · ${reason}`}
          </span>
          <small className="figure">
            {loggedIn && agent?.since ? formatDuration(secondsSince(agent.since, now)) : t("desk.not_logged_in")}
          </small>
        </span>
        {can.changeState && <DownOutlined style={{ marginInlineStart: "auto", fontSize: 11 }} />}
      </Button>
    </Dropdown>
  );
}
