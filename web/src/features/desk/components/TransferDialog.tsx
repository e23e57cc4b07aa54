import { App, Form, Input, Modal, Segmented, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useUser } from "@/features/auth/useUser";
import { useLive } from "@/live/hooks";
import { useDirectory } from "@/shared/directory";
import { pickText } from "@/shared/format";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { deskApi } from "../api";
import { cleanNumber } from "../model";

const KINDS = ["queue", "agent", "number"] as const;
type Kind = (typeof KINDS)[number];

/** Blind transfer: to a queue, a colleague or a number. */
export function TransferDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const user = useUser();
  const fail = useErrorNotice();
  const directory = useDirectory();
  const queues = useLive((state) => state.queues);
  const agents = useLive((state) => state.agents);
  const [kind, setKind] = useState<Kind>("queue");
  const [target, setTarget] = useState<string | undefined>();
  const [sending, setSending] = useState(false);
  const chosen = kind === "number" ? cleanNumber(target ?? "") : (target ?? null);

  const waiting = (id: string) => {
    const queue = queues.get(id);
    return queue ? ` · ${t("desk.queue_waiting", { count: queue.waiting })}` : "";
  };
  const state = (id: string) => {
    const agent = agents.get(id);
    return agent ? ` · ${t(`words.state.${agent.state}`)}` : "";
  };
  const options =
    kind === "queue"
      ? directory.queues.map(({ id, name }) => ({ value: id, label: pickText(name, i18n.language) + waiting(id) }))
      : directory.users
          .filter((one) => one.number !== null && one.id !== user.id)
          .map(({ id, number, name }) => ({ value: id, label: `${number} ${name}${state(id)}` }));

  async function transfer(): Promise<void> {
    if (chosen === null) return;
    setSending(true);
    try {
      await deskApi.transfer(kind, chosen);
      void message.success(t("desk.transferred"));
      setTarget(undefined);
      onClose();
    } catch (error) {
      fail(error);
    } finally {
      setSending(false);
    }
  }

  return (
    <Modal
      title={t("desk.transfer_title")}
      open={open}
      okText={t("desk.transfer")}
      okButtonProps={{ disabled: chosen === null, loading: sending }}
      onOk={() => void transfer()}
      onCancel={onClose}
      destroyOnHidden
    >
      <Form layout="vertical" onFinish={() => void transfer()}>
        <Form.Item label={t("desk.transfer_kind")}>
          <Segmented<Kind>
            block
            value={kind}
            options={KINDS.map((value) => ({ value, label: t(`desk.transfer_to.${value}`) }))}
            onChange={(value) => {
              setKind(value);
              setTarget(undefined);
            }}
          />
        </Form.Item>
        <Form.Item label={t(`desk.transfer_to.${kind}`)} help={t(`desk.transfer_help.${kind}`)}>
          {kind === "number" ? (
            <Input
              autoFocus
              value={target}
              onChange={(event) => setTarget(event.target.value)}
              onPressEnter={() => void transfer()}
              inputMode="tel"
              aria-label={t("desk.transfer_to.number")}
            />
          ) : (
            <Select
              autoFocus
              showSearch={{ optionFilterProp: "label" }}
              value={target}
              onChange={setTarget}
              options={options}
              notFoundContent={t(`desk.transfer_none.${kind}`)}
              aria-label={t(`desk.transfer_to.${kind}`)}
            />
          )}
        </Form.Item>
      </Form>
    </Modal>
  );
}
