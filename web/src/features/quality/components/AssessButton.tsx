import { AuditOutlined } from "@ant-design/icons";
import { Alert, Button, DatePicker, Form, Input, Modal, Radio, Select } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { RecordingDetail } from "@/api/types";
import { useUser } from "@/features/auth/useUser";
import { agentsOf } from "@/features/recordings/model";
import { usePeople, usePerson } from "@/shared/directory";
import { pickText } from "@/shared/format";
import { isoPicked } from "@/shared/time/picked";
import { useRefusal } from "@/shared/useRefusal";
import { useCalibrationActs, useScorecards } from "../api";
import { useBegin } from "./useBegin";

interface Wanted {
  what: "assess" | "calibrate";
  scorecard: string;
  agent: string;
  name?: string;
  participants?: string[];
  reference?: string;
  due?: Dayjs | null;
}

/** From a recording to its score: by which scorecard, whose part; alone or with others (a calibration). */
export function AssessButton({ recording }: { recording: RecordingDetail }) {
  const { t, i18n } = useTranslation();
  const user = useUser();
  const person = usePerson();
  const people = usePeople();
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const [form] = Form.useForm<Wanted>();
  const what = Form.useWatch("what", form) ?? "assess";
  const refused = useRefusal(form);
  const { begin, busy } = useBegin();
  const { create } = useCalibrationActs();
  const active = (useScorecards().data ?? []).filter((one) => one.state === "active");
  const agents = agentsOf(recording).filter((one) => one !== user.id);
  if (agents.length === 0) return null;

  function send(wanted: Wanted): void {
    const { scorecard, agent } = wanted;
    if (wanted.what === "assess") {
      begin({ scorecard, agent, recording: recording.id });
      return;
    }
    const body = {
      name: wanted.name ?? "",
      scorecard,
      agent,
      recording: recording.id,
      participants: wanted.participants ?? [],
      reference: wanted.reference ?? null,
      due_at: wanted.due ? isoPicked(wanted.due) : null,
    };
    create.mutate(body, {
      onSuccess: (made) => void navigate(`/quality/calibrations/${made.id}`),
      onError: refused,
    });
  }

  const must = [{ required: true, message: t("quality.needed") }];
  return (
    <>
      <Button icon={<AuditOutlined />} onClick={() => setOpen(true)}>
        {t("quality.assess")}
      </Button>
      <Modal
        title={t("quality.assess")}
        open={open}
        onCancel={() => setOpen(false)}
        okText={t(what === "assess" ? "quality.begin" : "quality.invite")}
        okButtonProps={{ loading: busy || create.isPending, disabled: active.length === 0 }}
        onOk={() => form.submit()}
        destroyOnHidden
      >
        {active.length === 0 && <Alert type="info" showIcon title={t("quality.teach.no_scorecard")} />}
        <Form<Wanted>
          form={form}
          layout="vertical"
          onFinish={send}
          initialValues={{ what: "assess", scorecard: active[0]?.id, agent: agents[0], participants: [user.id] }}
        >
          <Form.Item name="what" aria-label={t("quality.assess")}>
            <Radio.Group
              options={[
                { value: "assess", label: t("quality.alone") },
                { value: "calibrate", label: t("quality.calibrate") },
              ]}
            />
          </Form.Item>
          <Form.Item name="scorecard" label={t("quality.scorecard")} rules={must}>
            <Select options={active.map((one) => ({ value: one.id, label: pickText(one.name, i18n.language) }))} />
          </Form.Item>
          <Form.Item name="agent" label={t("words.agent")} rules={must}>
            <Select options={agents.map((one) => ({ value: one, label: person(one) }))} />
          </Form.Item>
          {what === "calibrate" && (
            <>
              <Form.Item name="name" label={t("quality.calibration_name")} rules={must}>
                <Input maxLength={100} />
              </Form.Item>
              <Form.Item
                name="participants"
                label={t("quality.participants")}
                extra={t("quality.participants_hint")}
                rules={[{ required: true, type: "array", min: 2, message: t("quality.two_needed") }]}
              >
                <Select mode="multiple" options={people} />
              </Form.Item>
              <Form.Item name="reference" label={t("quality.reference")} extra={t("quality.reference_hint")}>
                <Select allowClear options={people} />
              </Form.Item>
              <Form.Item name="due" label={t("quality.due")}>
                <DatePicker showTime={{ format: "HH:mm" }} format="YYYY-MM-DD HH:mm" />
              </Form.Item>
            </>
          )}
        </Form>
      </Modal>
    </>
  );
}
