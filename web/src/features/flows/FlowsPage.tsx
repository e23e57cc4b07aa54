import { PlusOutlined } from "@ant-design/icons";
import { Button, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { instant } from "@/api/clock";
import { useFlows } from "@/features/admin/api";
import { AdminTable } from "@/features/admin/components/AdminTable";
import { formatDateTime, pickText } from "@/shared/format";
import { PageHead } from "@/shared/ui/PageHead";
import { useNewDrafts } from "./api";
import { NewFlowDialog } from "./components/NewFlowDialog";

interface Row {
  id: string;
  name: Record<string, string>;
  version: number;
  draft: boolean;
  at: string;
}

/** All flows, those that are only drafts yet too. */
export function Component() {
  const { t, i18n } = useTranslation();
  const [making, setMaking] = useState(false);
  const published = useFlows();
  const drafts = useNewDrafts();
  const rows: Row[] | undefined = published.data && [
    ...(drafts.data ?? []).map((one) => ({ ...one, version: 0, draft: true, at: one.updated_at })),
    ...published.data.map((one) => ({ ...one, draft: one.draft ?? false, at: one.published_at })),
  ];
  return (
    <>
      <PageHead
        title={t("frame.flows")}
        detail={t("admin.flows_detail")}
        actions={
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setMaking(true)}>
            {t("admin.flow_new")}
          </Button>
        }
      />
      <AdminTable<Row>
        query={{ ...published, data: rows }}
        teach={t("admin.flows_detail")}
        onFirst={() => setMaking(true)}
        columns={[
          { title: t("admin.id"), render: (_, row) => <Link to={`/admin/flows/${row.id}`}>{row.id}</Link> },
          { title: t("admin.name"), render: (_, row) => pickText(row.name, i18n.language) },
          {
            title: t("admin.version"),
            render: (_, row) => (
              <>
                {row.version > 0 ? row.version : t("flows.never_published")}{" "}
                {row.draft && <Tag>{t("flows.draft")}</Tag>}
              </>
            ),
          },
          { title: t("flows.changed"), render: (_, row) => formatDateTime(instant(row.at), i18n.language) },
        ]}
      />
      <NewFlowDialog open={making} onClose={() => setMaking(false)} taken={(rows ?? []).map((row) => row.id)} />
    </>
  );
}
