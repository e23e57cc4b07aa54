import { Alert, Button, Form, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CustomerDetail } from "@/api/types";
import { useCounts } from "@/features/merging/api";
import { COUNTED } from "@/features/merging/model";
import { Facts } from "@/shared/ui/Facts";
import { useRefusal } from "@/shared/useRefusal";
import { type Erased, useErase } from "../api";
import styles from "../parts.module.css";

const RESULT = ["calls", "recordings", "held", "voicemails", "tickets", "files"] as const;

const GOES = ["card", "parts", "changes", "records", "fields", "files", "audio", "messages"] as const;
const STAYS = ["kind", "figures", "held", "typed", "audit"] as const;

/** Erases a customer's personal data on his request: what goes and what stays is said before, the result after. */
export function EraseCustomer({ customer }: { customer: CustomerDetail }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [erased, setErased] = useState<Erased | null>(null);
  return (
    <>
      {!customer.erased_at && (
        <Button danger onClick={() => setOpen(true)}>
          {t("customerparts.erase")}
        </Button>
      )}
      {open && erased === null && <Request customer={customer} onErased={setErased} onClose={() => setOpen(false)} />}
      <Modal
        open={erased !== null}
        title={t("customerparts.erase_done")}
        okText={t("common.close")}
        cancelButtonProps={{ style: { display: "none" } }}
        onOk={() => setErased(null)}
        onCancel={() => setErased(null)}
        afterClose={() => setOpen(false)}
      >
        {erased && (
          <>
            <Facts
              items={RESULT.map((name) => ({
                label: t(`customerparts.erase_result.${name}`),
                value: <span className="figure">{erased[name]}</span>,
              }))}
            />
            {erased.held > 0 && <Alert type="warning" showIcon title={t("customerparts.erase_held")} />}
          </>
        )}
      </Modal>
    </>
  );
}

interface Props {
  customer: CustomerDetail;
  onErased: (erased: Erased) => void;
  onClose: () => void;
}

function Request({ customer, onErased, onClose }: Props) {
  const { t } = useTranslation();
  const [form] = Form.useForm<{ reason: string; number: string }>();
  const refuse = useRefusal(form);
  const erase = useErase(customer.id);
  const counts = useCounts(customer.id).data;
  const typed = Form.useWatch("number", form);
  const reason = Form.useWatch("reason", form);
  const sure = typed?.trim() === customer.number && Boolean(reason?.trim());
  const seen = counts ? COUNTED.filter((kind) => counts[kind] > 0) : [];
  return (
    <Modal
      open
      title={t("customerparts.erase_of", { name: customer.name || customer.number })}
      width={640}
      okText={t("customerparts.erase")}
      okButtonProps={{ danger: true, disabled: !sure, loading: erase.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Alert type="warning" showIcon style={{ marginTop: 12 }} title={t("customerparts.erase_final")} />
      <div className={styles.fate}>
        <List head={t("customerparts.goes")} items={GOES.map((one) => t(`customerparts.goes_what.${one}`))} />
        <List head={t("customerparts.stays")} items={STAYS.map((one) => t(`customerparts.stays_what.${one}`))} />
      </div>
      {seen.length > 0 && (
        <p>
          {t("customerparts.erase_touches", {
            counted: seen.map((kind) => `${t(`merging.count.${kind}`)} ${counts?.[kind]}`).join(" · "),
          })}
        </p>
      )}
      <Form
        form={form}
        name="erase"
        layout="vertical"
        onFinish={(values) => erase.mutate(values.reason.trim(), { onSuccess: onErased, onError: refuse })}
      >
        <Form.Item name="reason" label={t("customerparts.erase_reason")} extra={t("customerparts.erase_reason_hint")}>
          <Input maxLength={300} />
        </Form.Item>
        <Form.Item name="number" label={t("customerparts.erase_confirm", { number: customer.number })}>
          <Input autoComplete="off" />
        </Form.Item>
      </Form>
    </Modal>
  );
}

function List({ head, items }: { head: string; items: readonly string[] }) {
  return (
    <section>
      <h3>{head}</h3>
      <ul>
        {items.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    </section>
  );
}
