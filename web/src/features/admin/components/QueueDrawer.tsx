import { Col, Form, Input, InputNumber, Row, Select, Switch } from "antd";
import { useTranslation } from "react-i18next";
import type { QueueConfig } from "@/api/types";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useCreateQueue, useUpdateQueue } from "../api";
import { type QueueFormValues, queueValues, toNewQueue, toQueueChange } from "../model";
import { FormDrawer } from "./FormDrawer";

const SECONDS = [
  ["ring_timeout", 3, 120],
  ["wrap_up", 0, 3600],
  ["max_wait", 5, 7200],
  ["announce_every", 0, 600],
  ["service_level_seconds", 1, 600],
  ["no_answer_penalty", 0, 600],
] as const;
const OVERFLOWS = ["voicemail", "queue", "hangup"] as const;

export function QueueDrawer({ queue, onClose }: { queue: QueueConfig | "new" | null; onClose: () => void }) {
  const { t } = useTranslation();
  const isNew = queue === "new";
  const existing = queue === "new" ? null : queue;
  const create = useCreateQueue();
  const update = useUpdateQueue(existing?.id ?? "");
  const fail = useErrorNotice();
  const required = [{ required: true, message: t("admin.required") }];

  function save(values: QueueFormValues): void {
    const done = { onSuccess: onClose, onError: fail };
    if (isNew) create.mutate(toNewQueue(values), done);
    else update.mutate(toQueueChange(values), done);
  }

  return (
    <FormDrawer
      title={t(isNew ? "admin.queue_new" : "admin.queue_edit")}
      open={queue !== null}
      onClose={onClose}
      form="queue"
      saving={create.isPending || update.isPending}
      size={640}
    >
      <Form<QueueFormValues> id="queue" layout="vertical" initialValues={queueValues(existing)} onFinish={save}>
        {isNew && (
          <Form.Item
            name="id"
            label={t("admin.id")}
            help={t("admin.id_help")}
            rules={[{ required: true, pattern: /^[a-z0-9][a-z0-9_-]{0,39}$/, message: t("admin.id_help") }]}
          >
            <Input />
          </Form.Item>
        )}
        <Row gutter={12}>
          <Col span={12}>
            <Form.Item name={["name", "zh"]} label={t("admin.name_zh")} rules={required}>
              <Input />
            </Form.Item>
          </Col>
          <Col span={12}>
            <Form.Item name={["name", "en"]} label={t("admin.name_en")} rules={required}>
              <Input />
            </Form.Item>
          </Col>
        </Row>
        <Row gutter={12}>
          {SECONDS.map(([field, least, most]) => (
            <Col span={12} key={field}>
              <Form.Item name={field} label={t(`admin.${field}`)} help={t(`admin.help.${field}`)} rules={required}>
                <InputNumber min={least} max={most} suffix={t("admin.second_unit")} style={{ width: "100%" }} />
              </Form.Item>
            </Col>
          ))}
          <Col span={12}>
            <Form.Item name="priority" label={t("admin.priority")} help={t("admin.help.priority")} rules={required}>
              <InputNumber min={-100} max={100} precision={0} style={{ width: "100%" }} />
            </Form.Item>
          </Col>
          <Col span={12}>
            <Form.Item
              name="max_length"
              label={t("admin.max_length")}
              help={t("admin.help.max_length")}
              rules={required}
            >
              <InputNumber min={1} max={10_000} precision={0} style={{ width: "100%" }} />
            </Form.Item>
          </Col>
        </Row>
        <Row gutter={12}>
          <Col span={8}>
            <Form.Item name="sticky_enabled" label={t("admin.sticky")} valuePropName="checked">
              <Switch />
            </Form.Item>
          </Col>
          <Col span={8}>
            <Form.Item name="sticky_patience" label={t("admin.sticky_patience")} rules={required}>
              <InputNumber min={0} max={600} suffix={t("admin.second_unit")} style={{ width: "100%" }} />
            </Form.Item>
          </Col>
          <Col span={8}>
            <Form.Item name="sticky_lookback_days" label={t("admin.sticky_days")} rules={required}>
              <InputNumber min={0} max={3650} precision={0} style={{ width: "100%" }} />
            </Form.Item>
          </Col>
        </Row>
        <Row gutter={12}>
          <Col span={12}>
            <Form.Item name="overflow_action" label={t("admin.overflow")} help={t("admin.help.overflow")}>
              <Select options={OVERFLOWS.map((value) => ({ value, label: t(`admin.overflow_to.${value}`) }))} />
            </Form.Item>
          </Col>
          <Col span={12}>
            <Form.Item name="overflow_target" label={t("admin.overflow_target")}>
              <Input />
            </Form.Item>
          </Col>
        </Row>
      </Form>
    </FormDrawer>
  );
}
