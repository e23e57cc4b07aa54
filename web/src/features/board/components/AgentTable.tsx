import { Empty, Input, Select, Table, type TableProps } from "antd";
import { memo, useDeferredValue, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { outsideNumber } from "@/features/desk/model";
import { useLive } from "@/live/hooks";
import { callOfAgent } from "@/live/parts";
import { AGENT_STATES, type AgentState, type LiveAgent } from "@/live/types";
import { useCalmLive } from "@/live/useCalmLive";
import { deviceState, stateColour, useReason } from "@/shared/agentWords";
import { useQueueName } from "@/shared/directory";
import { useNumber } from "@/shared/number";
import { Elapsed } from "@/shared/time/Elapsed";
import { useSteadyOrder } from "@/shared/useSteadyOrder";
import styles from "../board.module.css";
import { matchesAgent, sortAgents } from "../model";
import { type BoardActions, useAgentItems } from "../useRowActions";
import { RowMenu } from "./RowMenu";

/** Every agent: state and since when, with whom he talks, and what a supervisor can do. */
export function AgentTable({ actions }: { actions: BoardActions }) {
  const { t } = useTranslation();
  const [word, setWord] = useState("");
  const [state, setState] = useState<AgentState | undefined>();
  const looked = useDeferredValue(word);

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
      <Found word={looked} state={state} actions={actions} />
    </>
  );
}

interface Wanted {
  word: string;
  state: AgentState | undefined;
  actions: BoardActions;
}

interface Shown extends Wanted {
  agents: ReadonlyMap<string, LiveAgent>;
}

/** Apart from the fields above, which need not be drawn with every agent. */
function Found(wanted: Wanted) {
  return <Rows agents={useCalmLive((state) => state.agents)} {...wanted} />;
}

const PAGES: TableProps["pagination"] = { pageSize: 20, hideOnSinglePage: true, size: "small" };

/** The table is drawn only when an agent changes; times, talks and phones are drawn by their own cells. */
const Rows = memo(function Rows({ agents, word, state, actions }: Shown) {
  const { t } = useTranslation();
  const queueName = useQueueName();
  const reasonText = useReason();
  const columns = useMemo<TableProps<LiveAgent>["columns"]>(
    () => [
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
        render: (_, row) => <Elapsed since={row.since} over={row.limit} late={styles.over} />,
      },
      { title: t("live.with"), render: (_, row) => <WithWhom agent={row.id} /> },
      {
        title: t("live.queues"),
        ellipsis: true,
        render: (_, row) => row.queues.map((id) => queueName(id)).join(", "),
      },
      { title: t("live.device"), ellipsis: true, render: (_, row) => row.device && <Device id={row.device} /> },
      { title: "", width: 44, render: (_, row) => <AgentMenu agent={row} actions={actions} /> },
    ],
    [t, queueName, reasonText, actions],
  );
  const sorted = useMemo(
    () => sortAgents(agents.values()).filter((agent) => matchesAgent(agent, word, state)),
    [agents, word, state],
  );
  const { rows, around } = useSteadyOrder(sorted);
  return (
    <div {...around}>
      <Table<LiveAgent>
        size="small"
        rowKey="id"
        pagination={PAGES}
        dataSource={rows}
        locale={{
          emptyText: (
            <Empty
              image={Empty.PRESENTED_IMAGE_SIMPLE}
              description={t(agents.size > 0 ? "common.nothing_found" : "live.teach_agents")}
            />
          ),
        }}
        columns={columns}
      />
    </div>
  );
});

const WithWhom = memo(function WithWhom({ agent }: { agent: string }) {
  const formatNumber = useNumber();
  const call = useLive((state) => callOfAgent(state.calls, agent));
  return call === null ? null : [call.name, formatNumber(outsideNumber(call))].filter(Boolean).join(" ");
});

const Device = memo(function Device({ id }: { id: string }) {
  const { t } = useTranslation();
  const state = useLive((live) => live.devices.get(id));
  return [id, deviceState(state, t)].filter(Boolean).join(" · ");
});

const AgentMenu = memo(function AgentMenu({ agent, actions }: { agent: LiveAgent; actions: BoardActions }) {
  const call = useLive((state) => callOfAgent(state.calls, agent.id));
  const items = useAgentItems();
  return <RowMenu items={() => items(agent, call)} onChoose={(key) => actions.agent(key, agent, call)} />;
});

function withDot(text: string): string {
  return text === "" ? "" : ` · ${text}`;
}
