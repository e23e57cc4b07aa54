import { MoreOutlined } from "@ant-design/icons";
import { App, Button, Dropdown, Empty, Table } from "antd";
import { useTranslation } from "react-i18next";
import { outsideNumber } from "@/features/desk/model";
import { callOfAgent } from "@/features/desk/talk";
import { useLive } from "@/live/hooks";
import type { LiveAgent } from "@/live/types";
import { deviceState, stateColour, useReason } from "@/shared/agentWords";
import { useQueueName } from "@/shared/directory";
import { formatDuration, secondsSince } from "@/shared/format";
import { useNumber } from "@/shared/number";
import { useNow } from "@/shared/time/useNow";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { type ExplainTarget, useForceState } from "../api";
import styles from "../board.module.css";
import { FORCED_STATES, type ForcedState, mayForce, sortAgents } from "../model";

export function AgentTable({ onExplain }: { onExplain: (target: ExplainTarget) => void }) {
  const { t } = useTranslation();
  const formatNumber = useNumber();
  const { message } = App.useApp();
  const now = useNow();
  const agents = useLive((state) => state.agents);
  const calls = useLive((state) => state.calls);
  const devices = useLive((state) => state.devices);
  const queueName = useQueueName();
  const reasonText = useReason();
  const force = useForceState();
  const fail = useErrorNotice();

  function choose(key: string, agent: LiveAgent): void {
    if (key === "explain") {
      onExplain({ kind: "agent", id: agent.id, title: `${agent.number} ${agent.name}` });
      return;
    }
    force.mutate(
      { agent: agent.id, state: key as ForcedState, reason: "supervisor" },
      { onSuccess: () => void message.success(t("live.forced")), onError: fail },
    );
  }

  const withWhom = (agent: LiveAgent) => {
    const call = callOfAgent(calls, agent.id);
    if (!call) return "";
    return [call.name, formatNumber(outsideNumber(call))].filter(Boolean).join(" ");
  };

  return (
    <Table<LiveAgent>
      size="small"
      rowKey="id"
      pagination={{ pageSize: 20, hideOnSinglePage: true, size: "small" }}
      dataSource={sortAgents(agents.values())}
      locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("live.teach_agents")} /> }}
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
          className: "figure",
          width: 110,
          render: (_, row) => (row.since === null ? "–" : formatDuration(secondsSince(row.since, now))),
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
            <Dropdown
              trigger={["click"]}
              menu={{
                items: [
                  { key: "explain", label: t("live.explain_agent") },
                  ...FORCED_STATES.map((state: ForcedState) => ({
                    key: state,
                    label: t(`live.force.${state}`),
                    disabled: !mayForce(row, state),
                    danger: state === "offline",
                  })),
                ],
                onClick: ({ key }) => choose(key, row),
              }}
            >
              <Button size="small" type="text" icon={<MoreOutlined />} aria-label={t("common.actions")} />
            </Dropdown>
          ),
        },
      ]}
    />
  );
}

function withDot(text: string): string {
  return text === "" ? "" : ` · ${text}`;
}
