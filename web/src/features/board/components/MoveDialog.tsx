import { App, Form, Input, Modal, Segmented, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { cleanNumber } from "@/features/desk/model";
import { isReachable } from "@/features/desk/transfer";
import { useLive } from "@/live/hooks";
import type { LiveCall } from "@/live/types";
import { useDirectory } from "@/shared/directory";
import { pickText } from "@/shared/format";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { type MoveKind, useMoveCall } from "../api";

const KINDS: readonly MoveKind[] = ["queue", "agent", "number"];

/** A caller goes elsewhere: from a menu, from a queue (with the time that he has waited), or out of a talk. */
export function MoveDialog({ call, onClose }: { call: LiveCall; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const fail = useErrorNotice();
  const directory = useDirectory();
  const agents = useLive((state) => state.agents);
  const move = useMoveCall();
  const [kind, setKind] = useState<MoveKind>("queue");
  const [target, setTarget] = useState<string | undefined>();
  const chosen = kind === "number" ? cleanNumber(target ?? "") : (target ?? null);
  const options =
    kind === "queue"
      ? directory.queues
          .filter((queue) => queue.id !== call.queue || call.stage !== "queue")
          .map((queue) => ({ value: queue.id, label: pickText(queue.name, i18n.language) }))
      : [...agents.values()]
          .filter((agent) => agent.id !== call.agent)
          .map((agent) => ({
            value: agent.id,
            label: `${agent.number} ${agent.name} · ${t(`words.state.${agent.state}`)}`,
            disabled: !isReachable(agent.state),
          }));

  function go(): void {
    if (chosen === null) return;
    move.mutate(
      { call: call.id, kind, target: chosen },
      {
        onSuccess: () => {
          void message.success(t("live.moved"));
          onClose();
        },
        onError: fail,
      },
    );
  }

  return (
    <Modal
      title={t("live.move_title")}
      open
      onCancel={onClose}
      onOk={go}
      okText={t("live.move")}
      okButtonProps={{ disabled: chosen === null, loading: move.isPending }}
    >
      <Form layout="vertical" onFinish={go}>
        <Form.Item>
          <Segmented<MoveKind>
            block
            value={kind}
            options={KINDS.map((value) => ({ value, label: t(`desk.transfer_to.${value as "queue"}`) }))}
            onChange={(value) => {
              setKind(value);
              setTarget(undefined);
            }}
          />
        </Form.Item>
        <Form.Item help={t("live.move_help")}>
          {kind === "number" ? (
            <Input
              value={target}
              inputMode="tel"
              onChange={(event) => setTarget(event.target.value)}
              aria-label={t("desk.transfer_to.number")}
            />
          ) : (
            <Select
              value={target}
              onChange={setTarget}
              options={options}
              aria-label={t(`desk.transfer_to.${kind as "queue"}`)}
            />
          )}
        </Form.Item>
      </Form>
    </Modal>
  );
}
