import { Button, Table, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { instant } from "@/api/clock";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { formatDateTime, pickText } from "@/shared/format";
import { NothingYet } from "@/shared/ui/NothingYet";
import { useScorecards } from "../api";
import type { Scorecard } from "../model";

const COLOURS = { draft: "default", active: "green", closed: "red" } as const;

export function ScorecardState({ state }: { state: Scorecard["state"] }) {
  const { t } = useTranslation();
  return <Tag color={COLOURS[state]}>{t(`quality.scorecard_state.${state}`)}</Tag>;
}

export function Scorecards() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const may = mayDo(useUser(), "quality.manage");
  const scorecards = useScorecards();
  const make = () => void navigate("/quality/scorecards/new");
  return (
    <>
      {may && (
        <Button type="primary" onClick={make} style={{ marginBottom: 16 }}>
          {t("quality.new_scorecard")}
        </Button>
      )}
      <Table<Scorecard>
        rowKey="id"
        loading={scorecards.isLoading}
        pagination={false}
        dataSource={scorecards.data ?? []}
        locale={{ emptyText: <NothingYet teach={t("quality.teach.scorecards")} onFirst={may ? make : undefined} /> }}
        columns={[
          {
            title: t("quality.scorecard"),
            render: (_, row) => <Link to={`/quality/scorecards/${row.id}`}>{pickText(row.name, i18n.language)}</Link>,
          },
          { title: t("live.state"), render: (_, row) => <ScorecardState state={row.state} /> },
          {
            title: t("quality.pass_mark"),
            align: "end",
            className: "figure",
            render: (_, row) => `${row.options.pass_mark}%`,
          },
          { title: t("quality.assessed"), dataIndex: "assessments", align: "end", className: "figure" },
          {
            title: t("quality.updated"),
            render: (_, row) => formatDateTime(instant(row.updated_at), i18n.language),
          },
        ]}
      />
    </>
  );
}
