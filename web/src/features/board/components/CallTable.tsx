import { MoreOutlined } from "@ant-design/icons";
import { App, Button, Dropdown, Empty, Table } from "antd";
import { useTranslation } from "react-i18next";
import { outsideNumber } from "@/features/desk/model";
import { useLive } from "@/live/hooks";
import type { LiveCall } from "@/live/types";
import { usePerson, useQueueName } from "@/shared/directory";
import { formatDuration, secondsSince } from "@/shared/format";
import { useNumber } from "@/shared/number";
import { useNow } from "@/shared/time/useNow";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { type ExplainTarget, useForceHangup } from "../api";
import { sortCalls } from "../model";

export function CallTable({ onExplain }: { onExplain: (target: ExplainTarget) => void }) {
  const { t } = useTranslation();
  const formatNumber = useNumber();
  const { modal } = App.useApp();
  const now = useNow();
  const calls = useLive((state) => state.calls);
  const person = usePerson();
  const queueName = useQueueName();
  const hangup = useForceHangup();
  const fail = useErrorNotice();
  const outside = (call: LiveCall) => formatNumber(outsideNumber(call));

  function choose(key: string, call: LiveCall): void {
    if (key === "explain") onExplain({ kind: "call", id: call.id, title: outside(call) });
    else {
      modal.confirm({
        title: t("live.hangup_title", { number: outside(call) }),
        content: t("live.hangup_detail"),
        okText: t("live.hangup"),
        okButtonProps: { danger: true },
        onOk: () => hangup.mutateAsync(call.id).catch(fail),
      });
    }
  }

  return (
    <Table<LiveCall>
      size="small"
      rowKey="id"
      pagination={{ pageSize: 12, hideOnSinglePage: true, size: "small" }}
      dataSource={sortCalls(calls.values())}
      locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("live.teach_calls")} /> }}
      columns={[
        { title: t("live.caller"), render: (_, row) => [row.name, outside(row)].filter(Boolean).join(" ") },
        { title: t("live.stage"), render: (_, row) => t(`words.stage.${row.stage}`) },
        {
          title: t("live.place"),
          render: (_, row) => person(row.agent) || queueName(row.queue) || row.node || "–",
        },
        {
          title: t("live.in_stage"),
          align: "end",
          className: "figure",
          render: (_, row) => formatDuration(secondsSince(row.since, now)),
        },
        {
          title: t("live.duration"),
          align: "end",
          className: "figure",
          render: (_, row) => formatDuration(secondsSince(row.started, now)),
        },
        {
          title: "",
          width: 44,
          render: (_, row) => (
            <Dropdown
              trigger={["click"]}
              menu={{
                items: [
                  { key: "explain", label: t(row.agent ? "live.explain_why_agent" : "live.explain_why_waits") },
                  { key: "hangup", label: t("live.hangup"), danger: true },
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
