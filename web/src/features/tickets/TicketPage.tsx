import { Button, Descriptions, Empty, Form, Input, Space, Tag } from "antd";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { instant } from "@/api/clock";
import type { TicketStatus } from "@/api/types";
import { CallableNumber } from "@/features/desk/components/CallableNumber";
import { ticketColour, ticketStatus } from "@/shared/codeWords";
import { useDictionary } from "@/shared/dictionaries";
import { usePerson } from "@/shared/directory";
import { errorText } from "@/shared/errorText";
import { formatDateTime } from "@/shared/format";
import { useNumber } from "@/shared/number";
import { EventList } from "@/shared/ui/EventList";
import { Loading } from "@/shared/ui/Loading";
import { PageHead } from "@/shared/ui/PageHead";
import { Panel } from "@/shared/ui/Panel";
import pageStyles from "@/shared/ui/page.module.css";
import { Trouble } from "@/shared/ui/Trouble";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useChangeTicket, useRemark, useTicket } from "./api";

export function Component() {
  const { t, i18n } = useTranslation();
  const formatNumber = useNumber();
  const { id = "" } = useParams();
  const ticket = useTicket(id);
  const change = useChangeTicket(id);
  const remark = useRemark(id);
  const types = useDictionary("ticket_type");
  const person = usePerson();
  const fail = useErrorNotice();
  const [form] = Form.useForm<{ text: string }>();
  if (ticket.isPending) return <Loading />;
  if (ticket.error) return <Trouble title={errorText(ticket.error, t, i18n.language)} />;
  const { data } = ticket;
  const next = data.next ?? [];
  const at = (value: string | null) => formatDateTime(instant(value), i18n.language);
  const step = (status: TicketStatus) => change.mutate({ version: data.version, status }, { onError: fail });

  return (
    <>
      <PageHead
        title={`${data.number} ${data.title}`}
        detail={types.nameOf(data.type)}
        actions={<Tag color={ticketColour(data.status)}>{ticketStatus(data.status, t)}</Tag>}
      />
      <div className={pageStyles.two}>
        <div className={pageStyles.stack}>
          <Panel title={t("tickets.content")}>
            <Descriptions
              size="small"
              column={2}
              items={[
                {
                  key: "customer",
                  label: t("tickets.customer"),
                  children: data.customer_id ? (
                    <Link to={`/customers/${data.customer_id}`}>{data.customer_name || formatNumber(data.phone)}</Link>
                  ) : (
                    "–"
                  ),
                },
                {
                  key: "phone",
                  label: t("tickets.phone"),
                  children: data.phone ? <CallableNumber number={data.phone} /> : "–",
                },
                {
                  key: "call",
                  label: t("tickets.call"),
                  children: data.call_id ? <Link to={`/calls/${data.call_id}`}>{t("tickets.call_open")}</Link> : "–",
                },
                { key: "assignee", label: t("tickets.assignee"), children: person(data.assignee_id) || "–" },
                {
                  key: "created",
                  label: t("tickets.created"),
                  children: `${at(data.created_at)} ${person(data.created_by)}`,
                },
                { key: "closed", label: t("tickets.closed"), children: at(data.closed_at) || "–" },
              ]}
            />
            <p style={{ whiteSpace: "pre-wrap", marginTop: 16 }}>{data.content}</p>
            {next.length > 0 && (
              <Space wrap>
                {t("tickets.next")}
                {next.map((status) => (
                  <Button key={status} loading={change.isPending} onClick={() => step(status)}>
                    {ticketStatus(status, t)}
                  </Button>
                ))}
              </Space>
            )}
          </Panel>
          <Panel title={t("tickets.remarks")}>
            {data.remarks.length === 0 && (
              <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("tickets.no_remarks")} />
            )}
            <EventList
              items={data.remarks.map((one) => ({
                key: one.id,
                content: (
                  <>
                    <small>{[at(one.created_at), person(one.created_by)].filter(Boolean).join(" · ")}</small>
                    <div style={{ whiteSpace: "pre-wrap" }}>{one.text}</div>
                  </>
                ),
              }))}
            />
            <Form
              form={form}
              layout="vertical"
              onFinish={({ text }) =>
                remark.mutate(text.trim(), { onSuccess: () => form.resetFields(), onError: fail })
              }
            >
              <Form.Item
                name="text"
                rules={[{ required: true, whitespace: true, message: t("tickets.remark_missing") }]}
              >
                <Input.TextArea
                  autoSize={{ minRows: 2, maxRows: 8 }}
                  placeholder={t("tickets.remark_placeholder")}
                  aria-label={t("tickets.remark")}
                />
              </Form.Item>
              <Button type="primary" htmlType="submit" loading={remark.isPending}>
                {t("tickets.remark_add")}
              </Button>
            </Form>
          </Panel>
        </div>
        <Panel title={t("tickets.history")}>
          <EventList
            items={data.history.map((item) => ({
              key: item.id,
              content: (
                <>
                  <small>{[at(item.created_at), person(item.created_by)].filter(Boolean).join(" · ")}</small>
                  <div>{describeChange(item.action, item.changes, t)}</div>
                </>
              ),
            }))}
          />
        </Panel>
      </div>
    </>
  );
}

const ACTIONS = ["create", "update", "remark"] as const;

/** What a change did: its kind, and the two statuses where the status changed. */
function describeChange(action: string, changes: Record<string, unknown>, t: TFunction): string {
  const known = ACTIONS.find((one) => one === action) ?? "other";
  const status = changes.status;
  const steps = Array.isArray(status) ? status.filter(Boolean).map((code) => ticketStatus(String(code), t)) : [];
  return [t(`tickets.changed.${known}`), steps.join(" → ")].filter(Boolean).join(" · ");
}
