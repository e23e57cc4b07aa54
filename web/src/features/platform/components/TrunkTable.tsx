import { Empty, Table, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { useLive } from "@/live/hooks";
import type { LiveTrunk } from "@/live/types";
import { formatDuration, secondsSince } from "@/shared/format";
import { useNow } from "@/shared/time/useNow";
import { type TrunkUse, useUsage } from "../api";

/** Lines to the carriers: whether they are up, and how many channels are in use. */
export function TrunkTable() {
  const { t } = useTranslation();
  const now = useNow();
  const trunks = useLive((state) => state.trunks);
  const usage = useUsage(trunks.size > 0);
  const used = new Map(((usage.data?.trunks ?? []) as unknown as TrunkUse[]).map((row) => [row.trunk, row]));
  return (
    <Table<LiveTrunk>
      size="small"
      rowKey="id"
      pagination={false}
      dataSource={[...trunks.values()]}
      locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("platform.teach_trunks")} /> }}
      columns={[
        { title: t("platform.trunk"), dataIndex: "id" },
        {
          title: t("live.state"),
          render: (_, row) => (
            <Tag color={row.up === null ? "default" : row.up ? "green" : "red"}>
              {t(row.up === null ? "frame.health.unknown" : row.up ? "frame.health.up" : "frame.health.down")}
            </Tag>
          ),
        },
        { title: t("platform.registration"), render: (_, row) => row.registration || "–" },
        {
          title: t("platform.reachable"),
          render: (_, row) => (row.reachable === null ? "–" : t(row.reachable ? "common.yes" : "common.no")),
        },
        {
          title: t("platform.in_use"),
          align: "end",
          className: "figure",
          render: (_, row) => {
            const use = used.get(row.id);
            return use ? `${use.in_use} / ${use.channels || "∞"}` : "–";
          },
        },
        { title: t("platform.why_not"), render: (_, row) => used.get(row.id)?.why_not || "" },
        {
          title: t("live.since"),
          align: "end",
          className: "figure",
          render: (_, row) => (row.since === null ? "–" : formatDuration(secondsSince(row.since, now))),
        },
      ]}
    />
  );
}
