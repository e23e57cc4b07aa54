import { Alert, Button, Drawer, Form, Input, Radio, Select } from "antd";
import { useTranslation } from "react-i18next";
import { errorText } from "@/shared/errorText";
import { useRefusal } from "@/shared/useRefusal";
import { useEventTypes, useWebhookActs } from "../api";
import { ALL, grouped, type Webhook } from "../model";
import { useEventWord } from "./words";

interface Values {
  name: string;
  url: string;
  all: boolean;
  events: string[];
}

interface Props {
  /** Null for a new one. */
  row: Webhook | null;
  onClose: () => void;
  /** Told the secret of a new one. */
  onMade: (made: Webhook, secret: string) => void;
}

/** Who gets which kinds of events at which address. */
export function WebhookForm({ row, onClose, onMade }: Props) {
  const { t, i18n } = useTranslation();
  const [form] = Form.useForm<Values>();
  const refused = useRefusal(form);
  const types = useEventTypes();
  const word = useEventWord();
  const { create, change } = useWebhookActs();
  const all = Form.useWatch("all", form) ?? row?.events.includes(ALL) ?? false;
  const known = types.data?.map((one) => one.type) ?? row?.events.filter((one) => one !== ALL) ?? [];
  const must = { required: true, whitespace: true, message: t("documents.must_fill") };

  function send({ name, url, all, events }: Values): void {
    const body = { name: name.trim(), url: url.trim(), events: all ? [ALL] : events };
    if (row) change.mutate({ id: row.id, ...body }, { onSuccess: onClose, onError: refused });
    // The secret is shown this once, also when the form was closed meanwhile.
    else create.mutateAsync({ ...body, active: true }).then(({ secret, ...made }) => onMade(made, secret), refused);
  }

  return (
    <Drawer
      open
      size={560}
      title={t(row ? "webhooks.change" : "webhooks.add")}
      onClose={onClose}
      footer={
        <Button type="primary" loading={create.isPending || change.isPending} onClick={() => form.submit()}>
          {t(row ? "common.save" : "webhooks.create")}
        </Button>
      }
    >
      <Alert type="info" showIcon style={{ marginBottom: 16 }} title={t("webhooks.affected")} />
      {types.error && (
        <Alert
          type="warning"
          showIcon
          style={{ marginBottom: 16 }}
          title={t("webhooks.no_types")}
          description={errorText(types.error, t, i18n.language)}
        />
      )}
      <Form<Values>
        form={form}
        layout="vertical"
        onFinish={send}
        initialValues={{
          name: row?.name ?? "",
          url: row?.url ?? "",
          all,
          events: row?.events.filter((one) => one !== ALL) ?? [],
        }}
      >
        <Form.Item name="name" label={t("webhooks.name")} extra={t("webhooks.name_help")} rules={[must]}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="url" label={t("webhooks.url")} extra={t("webhooks.url_help")} rules={[must]}>
          <Input inputMode="url" maxLength={500} />
        </Form.Item>
        <Form.Item name="all" label={t("webhooks.which")}>
          <Radio.Group
            options={[
              { value: false, label: t("webhooks.chosen") },
              { value: true, label: t("webhooks.all") },
            ]}
          />
        </Form.Item>
        <Form.Item
          name="events"
          hidden={all}
          label={t("webhooks.events")}
          rules={all ? [] : [{ required: true, type: "array", message: t("webhooks.events_missing") }]}
        >
          <Select<string[]>
            mode="multiple"
            loading={types.isPending}
            placeholder={t("webhooks.events_search")}
            options={grouped(known).map(([subject, kinds]) => ({
              label: t([`webhooks.subject.${subject}`], { defaultValue: subject }),
              options: kinds.map((value) => ({ value, label: `${word(value)} · ${value}` })),
            }))}
          />
        </Form.Item>
      </Form>
    </Drawer>
  );
}
