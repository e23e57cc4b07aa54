import { Alert, Button, Popconfirm, Table, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import { instant } from "@/api/clock";
import { useUser } from "@/features/auth/useUser";
import { usePerson } from "@/shared/directory";
import { errorText } from "@/shared/errorText";
import { FieldValue } from "@/shared/fields/FieldValue";
import { formatDateTime, pickText } from "@/shared/format";
import { inTheWay } from "@/shared/inTheWay";
import { Facts } from "@/shared/ui/Facts";
import { Loading } from "@/shared/ui/Loading";
import { PageHead } from "@/shared/ui/PageHead";
import { Panel } from "@/shared/ui/Panel";
import { Trouble } from "@/shared/ui/Trouble";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useCalibration, useCalibrationActs } from "./api";
import { CalibrationState } from "./components/Calibrations";
import type { CalibrationDetail } from "./model";

export function Component() {
  const { t, i18n } = useTranslation();
  const { id = "" } = useParams();
  const navigate = useNavigate();
  const user = useUser();
  const person = usePerson();
  const fail = useErrorNotice();
  const acts = useCalibrationActs();
  const calibration = useCalibration(id);
  const gone = inTheWay(calibration);
  if (gone) return <Trouble title={errorText(gone, t, i18n.language)} />;
  if (!calibration.data) return <Loading />;
  const { data } = calibration;
  const open = data.state === "open";
  const joins = data.participants.includes(user.id);
  const own = data.done.includes(user.id);
  const score = () =>
    acts.begin.mutate(id, { onSuccess: (made) => void navigate(`/quality/assessments/${made.id}`), onError: fail });
  return (
    <>
      <PageHead
        title={data.name}
        detail={`${t("quality.calibration")} · ${pickText(data.scorecard, i18n.language)} · ${person(data.agent_id)}`}
        actions={
          <>
            <CalibrationState state={data.state} />
            <Link to="/quality/calibrations">{t("quality.tab.calibrations")}</Link>
            {data.may_close && open && (
              <>
                <Popconfirm title={t("quality.cancel_ask")} onConfirm={() => acts.cancel.mutate(id, { onError: fail })}>
                  <Button danger>{t("quality.cancel")}</Button>
                </Popconfirm>
                <Popconfirm
                  title={t("quality.end_ask", { done: data.done.length, of: data.participants.length })}
                  onConfirm={() => acts.close.mutate(id, { onError: fail })}
                >
                  <Button>{t("quality.end")}</Button>
                </Popconfirm>
              </>
            )}
            {joins && (open || own) && (
              <Button type={own ? "default" : "primary"} loading={acts.begin.isPending} onClick={score}>
                {t(own ? "quality.own_score" : "quality.begin")}
              </Button>
            )}
          </>
        }
      />
      {open && <Alert type="info" showIcon style={{ marginBottom: 16 }} title={t("quality.blind")} />}
      <Panel style={{ marginBottom: 16 }}>
        <Facts
          items={[
            { label: t("quality.talked_at"), value: formatDateTime(instant(data.talked_at), i18n.language) },
            { label: t("quality.due"), value: data.due_at ? formatDateTime(instant(data.due_at), i18n.language) : "–" },
            {
              label: t("quality.participants"),
              value: data.participants.map((one) => (
                <Tag key={one} color={data.done.includes(one) ? "green" : "default"}>
                  {person(one)} {data.done.includes(one) && "✓"}
                </Tag>
              )),
            },
            { label: t("quality.reference"), value: person(data.reference_id) || t("quality.median") },
          ]}
        />
      </Panel>
      {data.state === "closed" && <Results calibration={data} />}
    </>
  );
}

function Results({ calibration }: { calibration: CalibrationDetail }) {
  const { t, i18n } = useTranslation();
  const person = usePerson();
  const { results, criteria, agreement } = calibration;
  const agreed = new Map(agreement.map((one) => [one.code, one]));
  return (
    <>
      <Panel title={t("quality.outcome")} style={{ marginBottom: 16 }}>
        <p>{t("quality.within", { share: calibration.within ?? "–", reference: calibration.reference ?? "–" })}</p>
        <Table
          size="small"
          rowKey="assessor_id"
          pagination={false}
          dataSource={results}
          columns={[
            { title: t("quality.assessor"), render: (_, row) => person(row.assessor_id) },
            {
              title: t("quality.score"),
              align: "end",
              className: "figure",
              render: (_, row) => (row.percent === null ? "–" : `${row.percent}%`),
            },
            {
              title: t("quality.away"),
              align: "end",
              className: "figure",
              render: (_, row) => (row.away === null ? "–" : `${row.away > 0 ? "+" : ""}${row.away}`),
            },
            { title: t("quality.remark"), dataIndex: "remark" },
          ]}
        />
      </Panel>
      <Panel title={t("quality.agreement")}>
        <Table
          size="small"
          rowKey={(row) => row.field.code}
          pagination={false}
          dataSource={criteria}
          scroll={{ x: true }}
          columns={[
            { title: t("quality.criterion"), render: (_, row) => pickText(row.field.label, i18n.language) },
            ...results.map((result) => ({
              title: person(result.assessor_id),
              key: result.assessor_id,
              render: (_: unknown, row: (typeof criteria)[number]) => (
                <FieldValue field={row.field} value={result.answers[row.field.code]} />
              ),
            })),
            {
              title: t("quality.agree"),
              align: "end" as const,
              className: "figure",
              render: (_: unknown, row: (typeof criteria)[number]) => {
                const found = agreed.get(row.field.code);
                if (!found) return "–";
                return (
                  <Tag color={found.agree >= 80 ? "green" : found.agree >= 50 ? "gold" : "red"}>{found.agree}%</Tag>
                );
              },
            },
          ]}
        />
      </Panel>
    </>
  );
}
