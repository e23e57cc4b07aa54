import { Form, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useErrorNotice } from "@/shared/useErrorNotice";

interface Props {
  title: string;
  detail?: string;
  okText: string;
  danger?: boolean;
  /** Rejects with what the server said; the dialog stays open then. */
  onOk: (reason: string) => Promise<unknown>;
  onClose: () => void;
}

/** Something that is done only with a reason. */
export function ReasonDialog({ title, detail, okText, danger = false, onOk, onClose }: Props) {
  const { t } = useTranslation();
  const fail = useErrorNotice();
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);

  async function go(): Promise<void> {
    if (reason.trim() === "" || busy) return;
    setBusy(true);
    try {
      await onOk(reason.trim());
      onClose();
    } catch (error) {
      fail(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Modal
      title={title}
      open
      onCancel={onClose}
      onOk={() => void go()}
      okText={okText}
      okButtonProps={{ danger, disabled: reason.trim() === "", loading: busy }}
    >
      {detail && <p>{detail}</p>}
      <Form layout="vertical">
        <Form.Item label={t("common.reason")}>
          <Input.TextArea
            autoFocus
            value={reason}
            maxLength={500}
            autoSize={{ minRows: 2, maxRows: 5 }}
            onChange={(event) => setReason(event.target.value)}
            aria-label={t("common.reason")}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
