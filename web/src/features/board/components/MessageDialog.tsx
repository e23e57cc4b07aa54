import { App, Form, Input, Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSendMessage } from "@/features/messages/api";
import { useLive } from "@/live/hooks";
import { pickText } from "@/shared/format";
import { useErrorNotice } from "@/shared/useErrorNotice";

/** Something said to agents, or to everybody who serves a queue: it appears on their pages at once. */
export function MessageDialog({ to, onClose }: { to: readonly string[]; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const fail = useErrorNotice();
  const agents = useLive((state) => state.agents);
  const queues = useLive((state) => state.queues);
  const send = useSendMessage();
  const [chosenAgents, setAgents] = useState<string[]>([...to]);
  const [chosenQueues, setQueues] = useState<string[]>([]);
  const [text, setText] = useState("");
  const complete = text.trim() !== "" && chosenAgents.length + chosenQueues.length > 0;

  function go(): void {
    if (!complete) return;
    send.mutate(
      { text: text.trim(), agents: chosenAgents, queues: chosenQueues },
      {
        onSuccess: (sent) => {
          void message.success(t("live.message_sent", { count: sent.recipients, delivered: sent.delivered }));
          onClose();
        },
        onError: fail,
      },
    );
  }

  return (
    <Modal
      title={t("live.message_title")}
      open
      onCancel={onClose}
      onOk={go}
      okText={t("live.message_send")}
      okButtonProps={{ disabled: !complete, loading: send.isPending }}
    >
      <Form layout="vertical">
        <Form.Item label={t("live.agents")}>
          <Select
            mode="multiple"
            value={chosenAgents}
            onChange={setAgents}
            options={[...agents.values()].map((one) => ({ value: one.id, label: `${one.number} ${one.name}` }))}
            aria-label={t("live.agents")}
          />
        </Form.Item>
        <Form.Item label={t("live.message_queues")}>
          <Select
            mode="multiple"
            value={chosenQueues}
            onChange={setQueues}
            options={[...queues.values()].map((one) => ({
              value: one.id,
              label: pickText(one.name, i18n.language) || one.id,
            }))}
            aria-label={t("live.message_queues")}
          />
        </Form.Item>
        <Form.Item label={t("live.message_text")}>
          <Input.TextArea
            autoFocus
            value={text}
            maxLength={500}
            showCount
            autoSize={{ minRows: 3, maxRows: 8 }}
            onChange={(event) => setText(event.target.value)}
            aria-label={t("live.message_text")}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
