import { Empty, Table, type TableProps } from "antd";
import { memo, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { outsideNumber } from "@/features/desk/model";
import type { LiveCall } from "@/live/types";
import { useCalmLive } from "@/live/useCalmLive";
import { usePerson, useQueueName } from "@/shared/directory";
import { type NodeWords, useNodeWords } from "@/shared/nodeWords";
import { useNumber } from "@/shared/number";
import { Elapsed } from "@/shared/time/Elapsed";
import { sortCalls } from "../model";
import { type BoardActions, useCallItems } from "../useRowActions";
import { RowMenu } from "./RowMenu";

/** Every call in progress: where it is, for how long, and what a supervisor can do. */
export function CallTable({ actions }: { actions: BoardActions }) {
  const calls = useCalmLive((state) => state.calls);
  return <Rows calls={calls} actions={actions} />;
}

const PAGES: TableProps["pagination"] = { pageSize: 12, hideOnSinglePage: true, size: "small" };

const Rows = memo(function Rows({ calls, actions }: { calls: ReadonlyMap<string, LiveCall>; actions: BoardActions }) {
  const { t } = useTranslation();
  const formatNumber = useNumber();
  const person = usePerson();
  const queueName = useQueueName();
  const words = useNodeWords();
  const columns = useMemo<TableProps<LiveCall>["columns"]>(
    () => [
      {
        title: t("live.caller"),
        render: (_, row) => [row.name, formatNumber(outsideNumber(row))].filter(Boolean).join(" "),
      },
      { title: t("live.stage"), render: (_, row) => t(`words.stage.${row.stage}`) },
      {
        title: t("live.place"),
        render: (_, row) => person(row.agent) || queueName(row.queue) || nodeOf(row, words) || "–",
      },
      { title: t("live.in_stage"), align: "end", render: (_, row) => <Elapsed since={row.since} /> },
      { title: t("live.duration"), align: "end", render: (_, row) => <Elapsed since={row.started} /> },
      { title: "", width: 44, render: (_, row) => <CallMenu call={row} actions={actions} /> },
    ],
    [t, formatNumber, person, queueName, words, actions],
  );
  return (
    <Table<LiveCall>
      size="small"
      rowKey="id"
      pagination={PAGES}
      dataSource={sortCalls(calls.values())}
      locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("live.teach_calls")} /> }}
      columns={columns}
    />
  );
});

function nodeOf({ flow, node }: LiveCall, words: NodeWords): string {
  return node ? words.name({ flow: flow ?? "", node }) : "";
}

const CallMenu = memo(function CallMenu({ call, actions }: { call: LiveCall; actions: BoardActions }) {
  const items = useCallItems();
  return <RowMenu items={() => items(call)} onChoose={(key) => actions.call(key, call)} />;
});
