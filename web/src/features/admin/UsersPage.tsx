import { PlusOutlined } from "@ant-design/icons";
import { Button, Input, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { instant } from "@/api/clock";
import type { AdminUser } from "@/api/types";
import { useQueueName } from "@/shared/directory";
import { formatDateTime } from "@/shared/format";
import { DataTable } from "@/shared/list/DataTable";
import { useListFilters } from "@/shared/list/useListFilters";
import { PageHead } from "@/shared/ui/PageHead";
import pageStyles from "@/shared/ui/page.module.css";
import { useUsers } from "./api";
import { UserDrawer } from "./components/UserDrawer";

export function Component() {
  const { t, i18n } = useTranslation();
  const filters = useListFilters(["q"]);
  const query = useUsers({ q: filters.values.q, page: filters.page, page_size: filters.pageSize });
  const queueName = useQueueName();
  const [edited, setEdited] = useState<AdminUser | "new" | null>(null);

  return (
    <>
      <PageHead
        title={t("frame.users")}
        detail={t("admin.users_detail")}
        actions={
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited("new")}>
            {t("admin.user_new")}
          </Button>
        }
      />
      <search className={pageStyles.filters}>
        <Input.Search
          style={{ width: 260 }}
          defaultValue={filters.values.q}
          allowClear
          placeholder={t("admin.user_search")}
          aria-label={t("admin.user_search")}
          onSearch={(q) => filters.set({ q })}
        />
      </search>
      <DataTable<AdminUser>
        query={query}
        filters={filters}
        teach={t("admin.users_detail")}
        columns={[
          { title: t("auth.username"), dataIndex: "username" },
          { title: t("admin.name"), dataIndex: "name" },
          { title: t("words.agent_number"), render: (_, row) => row.number ?? "–" },
          { title: t("admin.role"), render: (_, row) => t(`words.role.${row.role}`) },
          {
            title: t("frame.queues"),
            render: (_, row) => row.queues?.map((one) => <Tag key={one.queue}>{queueName(one.queue)}</Tag>),
          },
          {
            title: t("admin.last_login"),
            render: (_, row) => formatDateTime(instant(row.last_login_at), i18n.language) || "–",
          },
          {
            title: t("admin.state"),
            render: (_, row) =>
              row.disabled ? (
                <Tag color="red">{t("admin.disabled")}</Tag>
              ) : (
                <Tag color="green">{t("admin.enabled")}</Tag>
              ),
          },
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
      <UserDrawer user={edited} onClose={() => setEdited(null)} />
    </>
  );
}
