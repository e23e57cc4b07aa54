import { Alert, Button, DatePicker, Form, Input, Select } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { personLabel, useDirectory, useQueueName } from "@/shared/directory";
import { errorText } from "@/shared/errorText";
import { isoPicked } from "@/shared/time/picked";
import { Panel } from "@/shared/ui/Panel";
import { useVerdict } from "../api";
import { KINDS, type Kind, type Rules, type Wish } from "../model";
import styles from "../outbound.module.css";
import { Answer } from "./Answer";

interface Values {
  number: string;
  kind: Kind;
  agent?: string;
  queue?: string;
  at?: Dayjs | null;
}

interface Props {
  rules: Rules;
  /** Whether there is something that is not saved yet: it is tried then. */
  changed: boolean;
  onScope: (scope: string) => void;
}

/** 试拨: what would become of a call. Nothing is dialled. */
export function TryBox({ rules, changed, onScope }: Props) {
  const { t, i18n } = useTranslation();
  const { users, queues } = useDirectory();
  const queueName = useQueueName();
  const [wish, setWish] = useState<Wish | null>(null);
  const verdict = useVerdict(wish, changed ? rules : null, rules.version);

  function ask({ number, kind, agent, queue, at }: Values): void {
    const next: Wish = {
      number: number.trim(),
      kind,
      agent: agent ?? null,
      queue: queue ?? null,
      at: at ? isoPicked(at) : null,
    };
    if (JSON.stringify(next) === JSON.stringify(wish)) void verdict.refetch();
    else setWish(next);
  }

  return (
    <Panel title={t("outbound.try")}>
      <Form<Values> className={styles.compact ?? ""} layout="vertical" initialValues={{ kind: "agent" }} onFinish={ask}>
        <Form.Item
          name="number"
          label={t("outbound.try_number")}
          rules={[{ required: true, whitespace: true, message: t("outbound.wrong.try_number") }]}
        >
          <Input inputMode="tel" maxLength={64} placeholder="13800138000" />
        </Form.Item>
        <Form.Item name="kind" label={t("outbound.try_kind")}>
          <Select<Kind> options={KINDS.map((value) => ({ value, label: t(`outbound.kind.${value}`) }))} />
        </Form.Item>
        <Form.Item name="agent" label={t("outbound.try_agent")}>
          <Select<string>
            allowClear
            placeholder={t("outbound.try_nobody")}
            options={users
              .filter((one) => one.number !== null)
              .map((one) => ({ value: one.id, label: personLabel(one) }))}
          />
        </Form.Item>
        <Form.Item name="queue" label={t("outbound.try_queue")}>
          <Select<string>
            allowClear
            placeholder={t("outbound.try_no_queue")}
            options={queues.map((one) => ({ value: one.id, label: queueName(one.id) }))}
          />
        </Form.Item>
        <Form.Item name="at" label={t("outbound.try_at")} extra={t("outbound.try_at_help")}>
          <DatePicker
            style={{ width: "100%" }}
            showTime={{ format: "HH:mm" }}
            format="YYYY-MM-DD HH:mm"
            placeholder={t("outbound.try_now")}
          />
        </Form.Item>
        <Button block htmlType="submit" loading={verdict.isFetching}>
          {t("outbound.try_it")}
        </Button>
      </Form>
      <div aria-live="polite">
        {verdict.error ? (
          <Alert type="error" showIcon style={{ marginTop: 16 }} title={errorText(verdict.error, t, i18n.language)} />
        ) : (
          verdict.data && <Answer verdict={verdict.data} draft={changed} onScope={onScope} rules={rules} />
        )}
      </div>
    </Panel>
  );
}
