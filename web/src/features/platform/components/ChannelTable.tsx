import { Empty, Table } from "antd";
import { useTranslation } from "react-i18next";
import type { Channel } from "@/api/types";
import { usePerson } from "@/shared/directory";
import { formatDuration } from "@/shared/format";
import { useNumber } from "@/shared/number";
import { useChannels } from "../api";
import { isBad, JITTER_MS, LOSS_PERCENT, ROLES } from "../model";
import styles from "../platform.module.css";

/** What the switch carries now, and how well it is heard. */
export function ChannelTable() {
  const { t } = useTranslation();
  const channels = useChannels();
  const person = usePerson();
  const number = useNumber();
  const role = (code: string) => {
    const known = ROLES.find((one) => one === code);
    return known ? t(`platform.role.${known}`) : code || "–";
  };
  const measured = (value: number | null, limit: number, unit: string) =>
    value === null ? "–" : <span className={value > limit ? styles.bad : ""}>{`${value.toFixed(1)} ${unit}`}</span>;
  return (
    <Table<Channel>
      size="small"
      rowKey="leg"
      loading={channels.isPending}
      dataSource={channels.data ?? []}
      rowClassName={(row) => (isBad(row) ? (styles.badRow ?? "") : "")}
      pagination={{ pageSize: 20, hideOnSinglePage: true, size: "small" }}
      locale={{
        emptyText: channels.isPending ? (
          <span />
        ) : (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("platform.teach_channels")} />
        ),
      }}
      columns={[
        { title: t("platform.channel"), dataIndex: "name", ellipsis: true },
        { title: t("platform.role_title"), render: (_, row) => role(row.role) },
        {
          title: t("platform.numbers"),
          render: (_, row) => [number(row.caller), number(row.dialled)].filter(Boolean).join(" → ") || "–",
        },
        { title: t("words.agent"), render: (_, row) => person(row.agent) || row.device || "–" },
        { title: t("platform.codec"), render: (_, row) => row.codec ?? "–" },
        {
          title: t("platform.loss"),
          align: "end",
          className: "figure",
          render: (_, row) => measured(row.loss, LOSS_PERCENT, "%"),
        },
        {
          title: t("platform.jitter"),
          align: "end",
          className: "figure",
          render: (_, row) => measured(row.jitter, JITTER_MS, "ms"),
        },
        {
          title: t("live.duration"),
          align: "end",
          className: "figure",
          render: (_, row) => formatDuration(row.seconds),
        },
      ]}
    />
  );
}
