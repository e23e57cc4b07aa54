import { Empty, Input, Select, Table } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { outsideNumber } from "@/features/desk/model";
import { callOfAgent } from "@/features/desk/talk";
import { useLive } from "@/live/hooks";
import { AGENT_STATES, type AgentState, type LiveAgent } from "@/live/types";
import { deviceState, stateColour, useReason } from "@/shared/agentWords";
import { useQueueName } from "@/shared/directory";
import { formatDuration, secondsSince } from "@/shared/format";
import { useNumber } from "@/shared/number";
import { useNow } from "@/shared/time/useNow";
import styles from "../board.module.css";
import { matchesAgent, sortAgents } from "../model";
import { type BoardActions, useAgentItems } from "../useRowActions";
import { RowMenu } from "./RowMenu";

/** Every agent: state and since when, with whom he talks, and what a supervisor can do. */
export function AgentTable({ actions }: { actions: BoardActions }) {
  const { t } = useTranslation();
  const formatNumber = useNumber();
  const now = useNow();
  const agents = useLive((state) => state.agents);
  const calls = useLive((state) => state.calls);
  const devices = useLive((state) => state.devices);
  const queueName = useQueueName();
  const reasonText = useReason();
  const items = useAgentItems();
  const [word, setWord] = useState("");
  const [state, setState] = useState<AgentState | undefined>();
  const shown = sortAgents(agents.values()).filter((agent) => matchesAgent(agent, word, state));

  const withWhom = (agent: LiveAgent) => {
    const call = callOfAgent(calls, agent.id);
    return call === null ? "" : [call.name, formatNumber(outsideNumber(call))].filter(Boolean).join(" ");
  };
  const isOver = (agent: LiveAgent) => agent.limit !== null && now > agent.limit;

  return (
    <>
      <div className={styles.tools}>
        <Input.Search
          allowClear
          style={{ width: 220 }}
          value={word}
          onChange={(event) => setWord(event.target.value)}
          placeholder={t("live.find_agent")}
          aria-label={t("live.find_agent")}
        />
        <Select<AgentState>
          allowClear
          style={{ width: 150 }}
          value={state}
          onChange={setState}
          placeholder={t("live.state")}
          aria-label={t("live.state")}
          options={AGENT_STATES.map((value) => ({ value, label: t(`words.state.${value}`) }))}
        />
      </div>
      <Table<LiveAgent>
        size="small"
        rowKey="id"
        pagination={{ pageSize: 20, hideOnSinglePage: true, size: "small" }}
        dataSource={shown}
        locale={{
          emptyText: (
            <Empty
              image={Empty.PRESENTED_IMAGE_SIMPLE}
              description={t(agents.size > 0 ? "common.nothing_found" : "live.teach_agents")}
            />
          ),
        }}
        columns={[
          { title: t("words.agent_number"), dataIndex: "number", width: 90 },
          { title: t("live.name"), dataIndex: "name" },
          {
            title: t("live.state"),
            render: (_, row) => (
              <span className={styles.state}>
                <i style={{ background: stateColour(row.state) }} aria-hidden />
                {t(`words.state.${row.state}`)}
                {withDot(reasonText(row.state, row.reason))}
              </span>
            ),
          },
          {
            title: t("live.since"),
            align: "end",
            width: 110,
            render: (_, row) => (
              <span className={`figure ${isOver(row) ? styles.over : ""}`}>
                {row.since === null ? "–" : formatDuration(secondsSince(row.since, now))}
              </span>
            ),
          },
          { title: t("live.with"), render: (_, row) => withWhom(row) },
          {
            title: t("live.queues"),
            ellipsis: true,
            render: (_, row) => row.queues.map((id) => queueName(id)).join(", "),
          },
          {
            title: t("live.device"),
            ellipsis: true,
            render: (_, row) =>
              row.device && [row.device, deviceState(devices.get(row.device), t)].filter(Boolean).join(" · "),
          },
          {
            title: "",
            width: 44,
            render: (_, row) => (
              <RowMenu
                items={items(row, callOfAgent(calls, row.id))}
                onChoose={(key) => actions.agent(key, row, callOfAgent(calls, row.id))}
              />
            ),
          },
        ]}
      />
    </>
  );
}

function withDot(text: string): string {
  return text === "" ? "" : ` · ${text}`;
}
