import { Modal } from "antd";
import { useTranslation } from "react-i18next";
import { Keypad } from "@/shared/ui/Keypad";

interface Props {
  open: boolean;
  onClose: () => void;
  onKey: (key: string) => void;
}

export function KeypadDialog({ open, onClose, onKey }: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      title={t("desk.keypad")}
      open={open}
      onCancel={onClose}
      footer={null}
      width={300}
      mask={false}
      destroyOnHidden
    >
      <Keypad onKey={onKey} />
    </Modal>
  );
}
