import { Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useDirectory } from "@/shared/directory";

interface Props {
  title: string;
  pending: boolean;
  /** The id of the colleague. */
  onOk: (colleague: string) => void;
  onClose: () => void;
}

/** To whom messages are given. */
export function AssignDialog({ title, pending, onOk, onClose }: Props) {
  const { t } = useTranslation();
  const { users } = useDirectory();
  const [chosen, setChosen] = useState<string | undefined>();
  return (
    <Modal
      title={title}
      open
      onCancel={onClose}
      onOk={() => chosen !== undefined && onOk(chosen)}
      okText={t("common.save")}
      okButtonProps={{ disabled: chosen === undefined, loading: pending }}
    >
      <Select
        style={{ width: "100%" }}
        autoFocus
        value={chosen}
        onChange={setChosen}
        options={users
          .filter((one) => one.number !== null)
          .map((one) => ({ value: one.id, label: `${one.number} ${one.name}` }))}
        placeholder={t("words.agent")}
        aria-label={t("words.agent")}
      />
    </Modal>
  );
}
