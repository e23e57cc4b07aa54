import { Alert, Checkbox, Form, Modal, Radio, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useDirectory } from "@/shared/directory";
import { errorText } from "@/shared/errorText";
import { useAllocate } from "../api";
import { type Allocated, allocation, type CallList, HOWS, type How } from "../model";

interface Props {
  list: CallList;
  /** Numbers that are ticked. */
  chosen: string[];
  onClose: () => void;
  onDone: (result: Allocated) => void;
}

/** Shares numbers without a result out to agents. */
export function AllocateDialog({ list, chosen, onClose, onDone }: Props) {
  const { t, i18n } = useTranslation();
  const { users } = useDirectory();
  const allocate = useAllocate(list.id);
  const [how, setHow] = useState<How>(chosen.length > 0 ? "hand" : "evenly");
  const [agents, setAgents] = useState<string[]>([]);
  const [again, setAgain] = useState(false);
  const options = users
    .filter((user) => user.number !== null)
    .map((user) => ({ value: user.id, label: `${user.number} ${user.name}` }));
  const ready = how === "owner" || (how === "hand" ? agents.length === 1 && chosen.length > 0 : agents.length > 0);

  const send = () =>
    allocate.mutate(allocation(how, agents, chosen, again), {
      onSuccess: (result) => {
        onDone(result);
        onClose();
      },
    });

  return (
    <Modal
      open
      title={t("calllists.allocate")}
      onCancel={onClose}
      onOk={send}
      okText={t("calllists.allocate")}
      okButtonProps={{ disabled: !ready }}
      confirmLoading={allocate.isPending}
    >
      {allocate.error && <Alert type="error" showIcon title={errorText(allocate.error, t, i18n.language)} />}
      <Form layout="vertical">
        <Form.Item label={t("calllists.how_label")}>
          <Radio.Group
            vertical
            value={how}
            onChange={(event) => {
              setHow(event.target.value as How);
              setAgents([]);
            }}
            options={HOWS.map((value) => ({
              value,
              label: t(`calllists.how.${value}`, { count: chosen.length }),
              disabled: value === "hand" && chosen.length === 0,
            }))}
          />
        </Form.Item>
        <Form.Item
          label={t("calllists.agents")}
          extra={how === "owner" ? t("calllists.owner_help") : undefined}
          htmlFor="allocate-agents"
        >
          <Select
            id="allocate-agents"
            mode="multiple"
            maxCount={how === "hand" ? 1 : undefined}
            value={agents}
            options={options}
            onChange={setAgents}
          />
        </Form.Item>
        <Checkbox checked={again} onChange={(event) => setAgain(event.target.checked)}>
          {t("calllists.again", { count: list.allocated })}
        </Checkbox>
      </Form>
    </Modal>
  );
}
