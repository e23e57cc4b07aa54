import { Empty, Table } from "antd";
import { useTranslation } from "react-i18next";
import { outsideNumber } from "@/features/desk/model";
import { useLive } from "@/live/hooks";
import type { LiveCall } from "@/live/types";
import { usePerson, useQueueName } from "@/shared/directory";
import { formatDuration, secondsSince } from "@/shared/format";
import { useNumber } from "@/shared/number";
import { useNow } from "@/shared/time/useNow";
import { sortCalls } from "../model";
import { type BoardActions, useCallItems } from "../useRowActions";
import { RowMenu } from "./RowMenu";

/** Every call in progress: where it is, for how long, and what a supervisor can do. */
export function CallTable({ actions }: { actions: BoardActions }) {
  const { t } = useTranslation();
  const formatNumber = useNumber();
  const now = useNow();
  const calls = useLive((state) => state.calls);
  const person = usePerson();
  const queueName = useQueueName();
  const items = useCallItems();

  return (
    <Table<LiveCall>
      size="small"
      rowKey="id"
      pagination={{ pageSize: 12, hideOnSinglePage: true, size: "small" }}
      dataSource={sortCalls(calls.values())}
      locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("live.teach_calls")} /> }}
      columns={[
        {
          title: t("live.caller"),
          render: (_, row) => [row.name, formatNumber(outsideNumber(row))].filter(Boolean).join(" "),
        },
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
          render: (_, row) => <RowMenu items={items(row)} onChoose={(key) => actions.call(key, row)} />,
        },
      ]}
    />
  );
}
