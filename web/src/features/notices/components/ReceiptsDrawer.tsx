import { Alert, Drawer, Segmented, Table } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { instant } from "@/api/clock";
import type { Receipt } from "@/api/types";
import { errorText } from "@/shared/errorText";
import { formatDateTime } from "@/shared/format";
import { useUnitName } from "@/shared/units";
import { useReceipts } from "../api";

const PAGE_SIZE = 20;

/** Who has read a notice, and who has not. */
export default function ReceiptsDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const unitName = useUnitName();
  const [which, setWhich] = useState<"unread" | "read">("unread");
  const [page, setPage] = useState(1);
  const query = useReceipts(id, { read: which === "read", page, page_size: PAGE_SIZE });
  return (
    <Drawer title={t("notices.receipts_title")} open onClose={onClose} size={560}>
      <Segmented
        style={{ marginBottom: 12 }}
        value={which}
        onChange={(value) => {
          setWhich(value as "read");
          setPage(1);
        }}
        options={[
          { value: "unread", label: t("notices.unread") },
          { value: "read", label: t("notices.read") },
        ]}
      />
      {query.error && <Alert type="error" showIcon title={errorText(query.error, t, i18n.language)} />}
      <Table<Receipt>
        size="small"
        rowKey="user_id"
        loading={query.isPending}
        dataSource={query.data?.items ?? []}
        locale={{ emptyText: t(which === "read" ? "notices.nobody_read" : "notices.all_read") }}
        pagination={{
          current: page,
          pageSize: PAGE_SIZE,
          total: query.data?.total ?? 0,
          showTotal: (count) => t("common.total", { count }),
          onChange: setPage,
        }}
        columns={[
          { title: t("notices.person"), render: (_, row) => [row.number, row.name].filter(Boolean).join(" ") },
          { title: t("notices.unit"), render: (_, row) => unitName(row.unit_id) },
          {
            title: t("notices.read_at"),
            render: (_, row) => <span className="figure">{formatDateTime(instant(row.read_at), i18n.language)}</span>,
          },
        ]}
      />
    </Drawer>
  );
}
