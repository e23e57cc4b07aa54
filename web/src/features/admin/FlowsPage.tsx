import { PlusOutlined } from "@ant-design/icons";
import { Alert, Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { instant } from "@/api/clock";
import type { FlowConfig } from "@/api/types";
import { formatDateTime, pickText } from "@/shared/format";
import { PageHead } from "@/shared/ui/PageHead";
import { useFlows } from "./api";
import { AdminTable } from "./components/AdminTable";

export function Component() {
  const { t, i18n } = useTranslation();
  const query = useFlows();
  return (
    <>
      <PageHead
        title={t("frame.flows")}
        detail={t("admin.flows_detail")}
        actions={
          <Link to="/admin/flows/new">
            <Button type="primary" icon={<PlusOutlined />}>
              {t("admin.flow_new")}
            </Button>
          </Link>
        }
      />
      <Alert type="info" showIcon title={t("admin.flows_not_yet")} style={{ marginBottom: 16 }} />
      <AdminTable<FlowConfig>
        query={query}
        teach={t("admin.flows_detail")}
        columns={[
          { title: t("admin.id"), render: (_, row) => <Link to={`/admin/flows/${row.id}`}>{row.id}</Link> },
          { title: t("admin.name"), render: (_, row) => pickText(row.name, i18n.language) },
          { title: t("admin.version"), dataIndex: "version" },
          { title: t("admin.published"), render: (_, row) => formatDateTime(instant(row.published_at), i18n.language) },
        ]}
      />
    </>
  );
}
