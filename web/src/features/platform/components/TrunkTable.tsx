import { Empty, Table, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { useLive } from "@/live/hooks";
import type { LiveTrunk } from "@/live/types";
import { Elapsed } from "@/shared/time/Elapsed";
import { type TrunkUse, useUsage } from "../api";
import { REGISTRATIONS, WHY_NOT } from "../model";
import styles from "../platform.module.css";

/** Lines to the carriers: whether they are up, and how many channels are in use. `brief`: no more than that. */
export function TrunkTable({ brief = false }: { brief?: boolean }) {
  const { t } = useTranslation();
  const user = useUser();
  const trunks = useLive((state) => state.trunks);
  const usage = useUsage(mayDo(user, "outbound.check") && trunks.size > 0);
  const used = new Map(((usage.data?.trunks ?? []) as unknown as TrunkUse[]).map((row) => [row.trunk, row]));
  const whyNot = (code = "") => {
    const known = WHY_NOT.find((one) => one === code);
    return known ? t(`platform.trunk_is.${known}`) : code;
  };
  const registration = (code: string) => {
    const known = REGISTRATIONS.find((one) => one === code);
    return known ? t(`platform.registration_is.${known}`) : code || "–";
  };
  return (
    <Table<LiveTrunk>
      size="small"
      rowKey="id"
      pagination={false}
      dataSource={[...trunks.values()]}
      locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("platform.teach_trunks")} /> }}
      columns={[
        {
          title: t("platform.trunk"),
          render: (_, row) => (
            <>
              {row.name}
              {row.name !== row.id && <small className={styles.id}> {row.id}</small>}
            </>
          ),
        },
        {
          title: t("live.state"),
          render: (_, row) => (
            <Tag color={row.up === null ? "default" : row.up ? "green" : "red"}>
              {t(row.up === null ? "frame.health.unknown" : row.up ? "frame.health.up" : "frame.health.down")}
            </Tag>
          ),
        },
        { title: t("platform.registration"), hidden: brief, render: (_, row) => registration(row.registration) },
        {
          title: t("platform.reachable"),
          hidden: brief,
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
        { title: t("platform.why_not"), render: (_, row) => whyNot(used.get(row.id)?.why_not) },
        {
          title: t("live.since"),
          align: "end",
          className: "figure",
          render: (_, row) => <Elapsed since={row.since} />,
        },
      ]}
    />
  );
}
