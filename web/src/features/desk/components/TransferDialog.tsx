import { App, Button, Checkbox, Form, Input, Modal, Segmented, Select, Space } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Colleague } from "@/api/types";
import { useDirectory } from "@/shared/directory";
import { pickText } from "@/shared/format";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { deskApi, useColleagues, useQueueChoices } from "../api";
import styles from "../desk.module.css";
import { cleanNumber } from "../model";
import { isReachable, mayConsult, sortColleagues, TARGETS, type Target } from "../transfer";
import { ColleagueOption } from "./ColleagueOption";

interface Choice {
  value: string;
  label: string;
  colleague?: Colleague;
  disabled?: boolean;
}

/** Where the caller goes: asked first or at once, to a colleague, queue, number, mailbox, through a flow, to the survey. */
export default function TransferDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const fail = useErrorNotice();
  const directory = useDirectory();
  const [kind, setKind] = useState<Target>("agent");
  const [target, setTarget] = useState<string | undefined>();
  const [back, setBack] = useState(true);
  const [busy, setBusy] = useState<"consult" | "transfer" | null>(null);
  const colleagues = useColleagues(open && (kind === "agent" || kind === "voicemail"));
  const queues = useQueueChoices(open && kind === "queue");
  const chosen = kind === "survey" ? "survey" : kind === "number" ? cleanNumber(target ?? "") : (target ?? null);

  const name = (text: Record<string, string>) => pickText(text, i18n.language);
  const waiting = (id: string) => {
    const queue = queues.data?.find((one) => one.queue === id);
    return queue ? ` · ${t("desk.queue_waiting", { count: queue.waiting, free: queue.free })}` : "";
  };
  const people: (Choice & { colleague: Colleague })[] = sortColleagues(colleagues.data ?? []).map((one) => ({
    value: one.agent,
    label: `${one.number} ${one.name}`,
    colleague: one,
    disabled: kind === "agent" && !isReachable(one.state),
  }));
  const queueOptions = directory.queues.map((one) => ({ value: one.id, label: name(one.name) + waiting(one.id) }));
  const options: Record<Exclude<Target, "number" | "survey">, Choice[]> = {
    agent: people,
    queue: queueOptions,
    flow: directory.flows.map((one) => ({ value: one.id, label: name(one.name) })),
    voicemail: [
      ...directory.queues.map((one) => ({ value: one.id, label: name(one.name) })),
      ...people.map((one) => ({ value: one.colleague.number, label: one.label })),
    ],
  };

  async function run(how: "consult" | "transfer"): Promise<void> {
    if (chosen === null || busy !== null) return;
    setBusy(how);
    try {
      if (kind === "survey") await deskApi.rate();
      else if (how === "consult" && mayConsult(kind)) await deskApi.consult(kind, chosen);
      else await deskApi.transfer(kind, chosen, kind === "flow" && back);
      if (how === "transfer")
        void message.success(t(kind === "flow" && back ? "desk.sent_through" : "desk.transferred"));
      setTarget(undefined);
      onClose();
    } catch (error) {
      fail(error);
    } finally {
      setBusy(null);
    }
  }

  const consults = mayConsult(kind);
  return (
    <Modal
      title={t("desk.transfer_title")}
      open={open}
      width={620}
      onCancel={onClose}
      destroyOnHidden
      footer={
        <Space>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button
            type={consults ? "default" : "primary"}
            disabled={chosen === null}
            loading={busy === "transfer"}
            onClick={() => void run("transfer")}
          >
            {t(`desk.transfer_go.${kind}`)}
          </Button>
          {consults && (
            <Button
              type="primary"
              disabled={chosen === null}
              loading={busy === "consult"}
              onClick={() => void run("consult")}
            >
              {t("desk.consult_first")}
            </Button>
          )}
        </Space>
      }
    >
      <Form layout="vertical">
        <Form.Item label={t("desk.transfer_kind")}>
          <Segmented<Target>
            block
            value={kind}
            options={TARGETS.map((value) => ({ value, label: t(`desk.transfer_to.${value}`) }))}
            onChange={(value) => {
              setKind(value);
              setTarget(undefined);
            }}
          />
        </Form.Item>
        {kind === "survey" ? (
          <p className={styles.transferHelp}>{t("desk.transfer_help.survey")}</p>
        ) : (
          <Form.Item label={t(`desk.transfer_to.${kind}`)} help={t(`desk.transfer_help.${kind}`)}>
            {kind === "number" ? (
              <Input
                autoFocus
                value={target}
                onChange={(event) => setTarget(event.target.value)}
                onPressEnter={() => void run("consult")}
                inputMode="tel"
                aria-label={t("desk.transfer_to.number")}
              />
            ) : (
              <Select
                key={kind}
                autoFocus
                value={target}
                onChange={setTarget}
                options={options[kind]}
                optionRender={(option) => <ColleagueOption label={option.label} colleague={option.data.colleague} />}
                notFoundContent={t("desk.transfer_none")}
                aria-label={t(`desk.transfer_to.${kind}`)}
              />
            )}
          </Form.Item>
        )}
        {kind === "flow" && (
          <Checkbox checked={back} onChange={(event) => setBack(event.target.checked)} style={{ marginTop: 8 }}>
            {t("desk.flow_back")}
          </Checkbox>
        )}
      </Form>
    </Modal>
  );
}
