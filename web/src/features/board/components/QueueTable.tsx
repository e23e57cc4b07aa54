import { Empty, Table } from "antd";
import { useTranslation } from "react-i18next";
import { useLive } from "@/live/hooks";
import type { LiveQueue } from "@/live/types";
import { formatDuration, pickText, secondsSince } from "@/shared/format";
import { useNow } from "@/shared/time/useNow";
import { sortQueues } from "../model";

export function QueueTable() {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const queues = useLive((state) => state.queues);
  return (
    <Table<LiveQueue>
      size="small"
      rowKey="id"
      pagination={false}
      dataSource={sortQueues(queues.values())}
      locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("live.teach_queues")} /> }}
      columns={[
        { title: t("words.queue"), render: (_, row) => pickText(row.name, i18n.language) || row.id },
        { title: t("live.waiting"), align: "end", className: "figure", render: (_, row) => <b>{row.waiting}</b> },
        {
          title: t("live.longest"),
          align: "end",
          className: "figure",
          render: (_, row) => (row.oldest === null ? "–" : formatDuration(secondsSince(row.oldest, now))),
        },
        { title: t("live.logged_in"), align: "end", className: "figure", dataIndex: "loggedIn" },
        { title: t("words.state.available"), align: "end", className: "figure", dataIndex: "available" },
        { title: t("words.state.talking"), align: "end", className: "figure", dataIndex: "talking" },
        { title: t("live.wrap_up"), align: "end", className: "figure", dataIndex: "wrapUp" },
      ]}
    />
  );
}
