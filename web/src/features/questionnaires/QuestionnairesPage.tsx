import { PlusOutlined } from "@ant-design/icons";
import { Button, Table, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { instant } from "@/api/clock";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { usePerson } from "@/shared/directory";
import { errorText } from "@/shared/errorText";
import { formatDateTime, pickText } from "@/shared/format";
import { NothingYet } from "@/shared/ui/NothingYet";
import { PageHead } from "@/shared/ui/PageHead";
import { Trouble } from "@/shared/ui/Trouble";
import { useQuestionnaires } from "./api";
import { QuestionnaireState } from "./components/QuestionnaireState";
import type { Questionnaire } from "./model";

/** 问卷: what customers are asked in return visits. */
export function Component() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const user = useUser();
  const person = usePerson();
  const questionnaires = useQuestionnaires();
  const may = mayDo(user, "questionnaires.manage");
  const make = () => void navigate("/questionnaires/new");
  if (questionnaires.error && !questionnaires.data)
    return <Trouble title={errorText(questionnaires.error, t, i18n.language)} />;
  return (
    <>
      <PageHead
        title={t("questionnaires.title")}
        detail={t("questionnaires.detail")}
        actions={
          may && (
            <Button type="primary" icon={<PlusOutlined />} onClick={make}>
              {t("questionnaires.new")}
            </Button>
          )
        }
      />
      <Table<Questionnaire>
        rowKey="id"
        loading={questionnaires.isLoading}
        pagination={false}
        dataSource={questionnaires.data ?? []}
        locale={{ emptyText: <NothingYet teach={t("questionnaires.teach")} onFirst={may ? make : undefined} /> }}
        columns={[
          {
            title: t("questionnaires.one"),
            render: (_, row) => <Link to={`/questionnaires/${row.id}`}>{pickText(row.name, i18n.language)}</Link>,
          },
          { title: t("live.state"), render: (_, row) => <QuestionnaireState state={row.state} /> },
          {
            title: t("questionnaires.certify_short"),
            render: (_, row) => row.options.certify && <Tag color="blue">{t("questionnaires.certifies")}</Tag>,
          },
          {
            title: t("questionnaires.version"),
            dataIndex: "questions_version",
            align: "end",
            className: "figure",
          },
          {
            title: t("quality.updated"),
            render: (_, row) => formatDateTime(instant(row.updated_at), i18n.language).slice(0, -3),
          },
          { title: t("questionnaires.made_by"), render: (_, row) => person(row.created_by) },
          {
            title: "",
            render: (_, row) =>
              mayDo(user, "visits.read") &&
              row.state !== "draft" && (
                <Link to={`/questionnaires/${row.id}/statistics`}>{t("questionnaires.statistics")}</Link>
              ),
          },
        ]}
      />
    </>
  );
}
