import { Progress, Table } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { StatisticsRow } from "../statistics";

interface Props {
  rows: readonly StatisticsRow[];
  total: number;
  head: string;
  nameOf: (row: StatisticsRow) => string;
  linkOf: (row: StatisticsRow) => string | null;
}

/** How many there are of each, the most frequent first, with a bar for its share. */
export function Distribution({ rows, total, head, nameOf, linkOf }: Props) {
  const { t } = useTranslation();
  const share = (row: StatisticsRow) => (total > 0 ? Math.round((row.count / total) * 1000) / 10 : 0);
  return (
    <Table<StatisticsRow>
      size="small"
      rowKey="key"
      dataSource={[...rows]}
      pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
      columns={[
        {
          title: head,
          width: 240,
          render: (_, row) => {
            const to = linkOf(row);
            return to === null ? nameOf(row) : <Link to={to}>{nameOf(row)}</Link>;
          },
        },
        {
          title: t("customerstats.share"),
          render: (_, row) => (
            <Progress
              percent={share(row)}
              status="normal"
              showInfo={false}
              aria-label={`${nameOf(row)} ${share(row)}%`}
            />
          ),
        },
        {
          title: t("customerstats.percent"),
          width: 96,
          align: "end",
          className: "figure",
          render: (_, row) => `${share(row)}%`,
        },
        { title: t("customerstats.count"), width: 96, align: "end", className: "figure", dataIndex: "count" },
      ]}
    />
  );
}
