import { Button, Table, Tag, Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import type { LoginRow } from "@/api/types";
import { formatDateTime } from "@/shared/format";
import { programName } from "../model";

interface Props {
  rows: readonly LoginRow[];
  onEnd: (id: string) => void;
  ending: string | null;
}

/** Log-ins by browser and address, with a button to end each but the present one. */
export function LoginsTable({ rows, onEnd, ending }: Props) {
  const { t, i18n } = useTranslation();
  const at = (text: string) => formatDateTime(Date.parse(text), i18n.language);
  return (
    <Table<LoginRow>
      size="small"
      rowKey="id"
      pagination={false}
      dataSource={[...rows]}
      scroll={{ x: "max-content" }}
      locale={{ emptyText: t("account.no_logins") }}
      columns={[
        {
          title: t("account.program"),
          key: "program",
          render: (_, row) => (
            <Tooltip title={row.program}>{programName(row.program) || t("account.program_unknown")}</Tooltip>
          ),
        },
        { title: t("account.address"), dataIndex: "address" },
        { title: t("account.created_at"), key: "created_at", render: (_, row) => at(row.created_at) },
        { title: t("account.seen_at"), key: "seen_at", render: (_, row) => at(row.seen_at) },
        {
          title: t("common.actions"),
          key: "end",
          render: (_, row) =>
            row.current ? (
              <Tag>{t("account.current")}</Tag>
            ) : (
              <Button size="small" danger loading={ending === row.id} onClick={() => onEnd(row.id)}>
                {t("account.end")}
              </Button>
            ),
        },
      ]}
    />
  );
}
