import { Form, Input, Modal } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useCreateDraft } from "../api";
import { NAME, newFlow } from "../model";

interface Values {
  id: string;
  zh: string;
  en: string;
}

/** A new flow begins as a draft with a greeting and an end. */
export function NewFlowDialog({ open, onClose, taken }: { open: boolean; onClose: () => void; taken: string[] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const notice = useErrorNotice();
  const create = useCreateDraft();
  const [form] = Form.useForm<Values>();

  function send({ id, zh, en }: Values): void {
    const greeting = { zh: t("flows.greeting", { lng: "zh-CN" }), en: t("flows.greeting", { lng: "en" }) };
    create.mutate(newFlow(id, { zh, en }, greeting), {
      onSuccess: () => void navigate(`/admin/flows/${id}`),
      onError: notice,
    });
  }

  const required = { required: true, whitespace: true, message: t("admin.required") };
  return (
    <Modal
      open={open}
      title={t("admin.flow_new")}
      onCancel={onClose}
      onOk={() => form.submit()}
      confirmLoading={create.isPending}
      destroyOnHidden
    >
      <Form form={form} layout="vertical" onFinish={send} preserve={false}>
        <Form.Item
          name="id"
          label={t("admin.id")}
          extra={t("flows.id_help")}
          rules={[
            required,
            { pattern: NAME, message: t("flows.name_wrong") },
            {
              validator: (_, id: string) =>
                taken.includes(id) ? Promise.reject(new Error(t("flows.name_taken"))) : Promise.resolve(),
            },
          ]}
        >
          <Input maxLength={40} autoFocus />
        </Form.Item>
        <Form.Item name="zh" label={t("admin.name_zh")} rules={[required]}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="en" label={t("admin.name_en")} rules={[required]}>
          <Input maxLength={100} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
