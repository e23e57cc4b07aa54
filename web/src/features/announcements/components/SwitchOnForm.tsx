import { App, Button, DatePicker, Form, Input, Radio, Select } from "antd";
import type { Dayjs } from "dayjs";
import { useTranslation } from "react-i18next";
import { useLive } from "@/live/hooks";
import { pickText } from "@/shared/format";
import { isoPicked } from "@/shared/time/picked";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useSwitchOn } from "../api";

interface Values {
  scope: string;
  zh: string;
  en: string;
  mode: "before" | "instead";
  until?: Dayjs;
}

/** An emergency message for callers, from now on. */
export function SwitchOnForm() {
  const { t, i18n } = useTranslation();
  const { message, modal } = App.useApp();
  const fail = useErrorNotice();
  const queues = useLive((state) => state.queues);
  const on = useSwitchOn();
  const [form] = Form.useForm<Values>();
  const scopes = [
    { value: "company", label: t("announce.company") },
    ...[...queues.values()].map((queue) => ({
      value: `queue:${queue.id}`,
      label: pickText(queue.name, i18n.language) || queue.id,
    })),
  ];

  function ask(values: Values): void {
    const scope = scopes.find((one) => one.value === values.scope)?.label ?? "";
    modal.confirm({
      title: t("announce.confirm_title"),
      content: t(values.mode === "instead" ? "announce.confirm_instead" : "announce.confirm_before", { scope }),
      okText: t("announce.switch_on"),
      onOk: () =>
        on
          .mutateAsync({
            scope: values.scope,
            text: { zh: values.zh, en: values.en },
            mode: values.mode,
            ...(values.until ? { until: isoPicked(values.until) } : {}),
          })
          .then(() => {
            form.resetFields();
            void message.success(t("announce.is_on"));
          })
          .catch(fail),
    });
  }

  const required = [{ required: true, whitespace: true, message: t("announce.text_missing") }];
  return (
    <Form<Values> form={form} layout="vertical" initialValues={{ scope: "company", mode: "before" }} onFinish={ask}>
      <Form.Item name="scope" label={t("announce.scope")}>
        <Select options={scopes} />
      </Form.Item>
      <Form.Item name="zh" label={t("announce.text_zh")} rules={required}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={500} />
      </Form.Item>
      <Form.Item name="en" label={t("announce.text_en")} rules={required}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={500} />
      </Form.Item>
      <Form.Item name="mode" label={t("announce.mode_title")}>
        <Radio.Group
          options={(["before", "instead"] as const).map((value) => ({ value, label: t(`announce.mode.${value}`) }))}
        />
      </Form.Item>
      <Form.Item name="until" label={t("announce.until")} help={t("announce.until_help")}>
        <DatePicker showTime={{ format: "HH:mm" }} format="YYYY-MM-DD HH:mm" style={{ width: "100%" }} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={on.isPending} style={{ marginTop: 8 }}>
        {t("announce.switch_on")}
      </Button>
    </Form>
  );
}
