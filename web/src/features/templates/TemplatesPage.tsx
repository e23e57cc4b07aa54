import { PlusOutlined } from "@ant-design/icons";
import { Button, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { AdminTable } from "@/features/admin/components/AdminTable";
import { pickText } from "@/shared/format";
import { PageHead } from "@/shared/ui/PageHead";
import { useTemplates } from "./api";
import { LANGUAGES, NEW, SHIPPED, type TemplateRow } from "./model";

/** 消息模板: what SMS and e-mails say; those that come with the program and the company's own. */
export function Component() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const templates = useTemplates();
  const begin = () => void navigate(`/admin/templates/${NEW}`);
  const list = new Intl.ListFormat(i18n.language);
  const languages = (texts: object | undefined) =>
    list.format(LANGUAGES.filter((one) => texts && one in texts).map((one) => t(`settings.in_${one}`)));
  return (
    <>
      <PageHead
        title={t("templates.title")}
        detail={t("templates.detail")}
        actions={
          <Button type="primary" icon={<PlusOutlined />} onClick={begin}>
            {t("templates.add")}
          </Button>
        }
      />
      <AdminTable<TemplateRow>
        query={templates}
        teach={t("templates.teach")}
        onFirst={begin}
        rowKey="code"
        columns={[
          {
            title: t("templates.name"),
            render: (_, row) => (
              <Link to={`/admin/templates/${row.code}`}>{pickText(row.name, i18n.language) || row.code}</Link>
            ),
          },
          { title: t("templates.code"), render: (_, row) => <code>{row.code}</code> },
          {
            title: t("templates.sent_when"),
            render: (_, row) => {
              const known = SHIPPED.find((one) => one === row.code);
              return known ? t(`templates.when.${known}`) : t("templates.when.own");
            },
          },
          { title: t("templates.sms"), render: (_, row) => languages(row.sms) || "–" },
          { title: t("templates.email"), render: (_, row) => languages(row.email) || "–" },
          {
            title: t("templates.origin"),
            render: (_, row) => <Origin row={row} />,
          },
        ]}
      />
    </>
  );
}

function Origin({ row }: { row: TemplateRow }) {
  const { t } = useTranslation();
  if (!row.shipped) return <Tag color="blue">{t("templates.own")}</Tag>;
  return row.changed ? <Tag color="gold">{t("templates.changed")}</Tag> : <Tag>{t("templates.shipped")}</Tag>;
}
