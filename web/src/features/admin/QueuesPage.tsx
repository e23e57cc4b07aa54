import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { QueueConfig } from "@/api/types";
import { pickText } from "@/shared/format";
import { PageHead } from "@/shared/ui/PageHead";
import { useQueues } from "./api";
import { AdminTable } from "./components/AdminTable";
import { QueueDrawer } from "./components/QueueDrawer";

export function Component() {
  const { t, i18n } = useTranslation();
  const query = useQueues();
  const [edited, setEdited] = useState<QueueConfig | "new" | null>(null);
  const seconds = (value: number) => t("admin.seconds", { count: value });
  return (
    <>
      <PageHead
        title={t("frame.queues")}
        detail={t("admin.queues_detail")}
        actions={
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited("new")}>
            {t("admin.queue_new")}
          </Button>
        }
      />
      <AdminTable<QueueConfig>
        query={query}
        teach={t("admin.queues_teach")}
        columns={[
          { title: t("admin.id"), dataIndex: "id" },
          { title: t("admin.name"), render: (_, row) => pickText(row.name, i18n.language) },
          { title: t("admin.priority"), dataIndex: "priority", align: "end" },
          { title: t("admin.ring_timeout"), align: "end", render: (_, row) => seconds(row.ring_timeout) },
          { title: t("admin.wrap_up"), align: "end", render: (_, row) => seconds(row.wrap_up) },
          { title: t("admin.max_wait"), align: "end", render: (_, row) => seconds(row.max_wait) },
          { title: t("admin.sticky"), render: (_, row) => t(row.sticky_enabled ? "common.yes" : "common.no") },
          {
            title: t("common.actions"),
            render: (_, row) => (
              <Button size="small" onClick={() => setEdited(row)}>
                {t("common.edit")}
              </Button>
            ),
          },
        ]}
      />
      <QueueDrawer queue={edited} onClose={() => setEdited(null)} />
    </>
  );
}
