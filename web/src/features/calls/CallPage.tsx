import { Descriptions, Table, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { instant } from "@/api/clock";
import { CallableNumber } from "@/features/desk/components/CallableNumber";
import { CallRatings } from "@/features/satisfaction/components/CallRatings";
import { callDirection, callOutcome, endedBy, outcomeColour } from "@/shared/codeWords";
import { usePerson, useQueueName } from "@/shared/directory";
import { errorText } from "@/shared/errorText";
import { formatClock, formatDateTime, formatDuration } from "@/shared/format";
import { inTheWay } from "@/shared/inTheWay";
import { useNumber } from "@/shared/number";
import { Loading } from "@/shared/ui/Loading";
import { PageHead } from "@/shared/ui/PageHead";
import { Panel } from "@/shared/ui/Panel";
import pageStyles from "@/shared/ui/page.module.css";
import { Trouble } from "@/shared/ui/Trouble";
import { Writable } from "@/shared/ui/Writable";
import { useCall } from "./api";
import { CallBusiness } from "./components/CallBusiness";
import { CallStory } from "./components/CallStory";
import { CallWork } from "./components/CallWork";
import { RecordingPlayer } from "./components/RecordingPlayer";
import { callSeconds } from "./model";

export function Component() {
  const { t, i18n } = useTranslation();
  const formatNumber = useNumber();
  const { id = "" } = useParams();
  const call = useCall(id);
  const person = usePerson();
  const queueName = useQueueName();
  const error = inTheWay(call);
  if (error) return <Trouble title={errorText(error, t, i18n.language)} />;
  if (!call.data) return <Loading />;
  const { data } = call;
  const seconds = callSeconds(data);
  const duration = (value: number) => <span className="figure">{formatDuration(value)}</span>;

  return (
    <>
      <PageHead
        title={`${formatNumber(data.from_number)} → ${formatNumber(data.to_number)}`}
        detail={[callDirection(data.direction, t), formatDateTime(instant(data.started_at), i18n.language)].join(" · ")}
        actions={<Tag color={outcomeColour(data.outcome)}>{callOutcome(data.outcome, t)}</Tag>}
      />
      <div className={pageStyles.two}>
        <div className={pageStyles.stack}>
          <Panel title={t("calls.story")}>
            <CallStory call={data} />
          </Panel>
          <Panel title={t("calls.segments")}>
            <Table
              size="small"
              rowKey="segment"
              pagination={false}
              dataSource={data.segments}
              locale={{ emptyText: t("calls.no_segments") }}
              columns={[
                { title: t("calls.segment"), dataIndex: "segment" },
                {
                  title: t("calls.party"),
                  render: (_, row) =>
                    person(row.agent_id) || (row.number ? <CallableNumber number={row.number} /> : row.device || "–"),
                },
                { title: t("words.queue"), render: (_, row) => queueName(row.queue) },
                {
                  title: t("calls.started"),
                  render: (_, row) => formatClock(instant(row.started_at) ?? 0, i18n.language),
                },
                { title: t("calls.talk"), align: "end", render: (_, row) => duration(row.seconds) },
                { title: t("calls.ended_by"), render: (_, row) => endedBy(row.ended_by, t) },
              ]}
            />
          </Panel>
        </div>
        <div className={pageStyles.stack}>
          <Panel title={t("calls.recording")}>
            <RecordingPlayer call={data} />
          </Panel>
          <Panel title={t("calls.summary")}>
            <Descriptions
              size="small"
              column={1}
              items={[
                {
                  key: "customer",
                  label: t("calls.customer"),
                  children: data.customer_id ? (
                    <Link to={`/customers/${data.customer_id}`}>{data.customer_name || t("calls.customer_open")}</Link>
                  ) : (
                    "–"
                  ),
                },
                { key: "from", label: t("calls.from"), children: <CallableNumber number={data.from_number} /> },
                { key: "to", label: t("calls.to"), children: <CallableNumber number={data.to_number} /> },
                { key: "queue", label: t("words.queue"), children: queueName(data.queue) || "–" },
                { key: "agent", label: t("words.agent"), children: person(data.agent_id) || "–" },
                {
                  key: "total",
                  label: t("calls.total"),
                  children: seconds === null ? t("calls.running") : duration(seconds),
                },
                { key: "ivr", label: t("calls.ivr"), children: duration(data.ivr_seconds) },
                { key: "wait", label: t("calls.wait"), children: duration(data.wait_seconds) },
                { key: "ring", label: t("calls.ring"), children: duration(data.ring_seconds) },
                { key: "talk", label: t("calls.talk"), children: duration(data.talk_seconds) },
                { key: "hold", label: t("calls.hold"), children: duration(data.hold_seconds) },
                {
                  key: "by",
                  label: t("calls.ended_by"),
                  children: [endedBy(data.ended_by, t), data.cause].filter(Boolean).join(" · "),
                },
              ]}
            />
            {data.recovered && <Tag color="gold">{t("calls.recovered")}</Tag>}
          </Panel>
          <Panel title={t("calls.work")}>
            <Writable function="calls.write">
              <CallWork call={data} key={data.id} />
            </Writable>
          </Panel>
          <CallBusiness call={data} />
          <CallRatings call={data.id} />
        </div>
      </div>
    </>
  );
}
