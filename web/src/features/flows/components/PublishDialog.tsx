import { Alert, App, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/client";
import { errorText } from "@/shared/errorText";
import { useFlowUses, usePublish } from "../api";
import styles from "./panels.module.css";

interface Props {
  id: string;
  open: boolean;
  onClose: () => void;
  /** Sends what the server does not have yet. */
  keep: () => Promise<void>;
  onPublished: () => void;
}

/** Says whom the new version touches before it is put in force. */
export function PublishDialog({ id, open, onClose, keep, onPublished }: Props) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const uses = useFlowUses(id, open);
  const publish = usePublish(id, keep);
  const [comment, setComment] = useState("");
  const clash = publish.error instanceof ApiError && publish.error.status === 409;

  async function send(): Promise<void> {
    try {
      const done = await publish.mutateAsync({ comment, overwrite: clash });
      void message.success(t("admin.flow_published", { version: done.version }));
      setComment("");
      onPublished();
      onClose();
    } catch {
      // shown below
    }
  }

  const entries = uses.data?.entries ?? [];
  const flows = uses.data?.flows ?? [];
  return (
    <Modal
      open={open}
      title={t("flows.publish")}
      okText={clash ? t("flows.overwrite") : t("flows.publish")}
      okButtonProps={{ danger: clash }}
      confirmLoading={publish.isPending}
      onOk={() => void send()}
      onCancel={() => {
        publish.reset();
        onClose();
      }}
    >
      <div className={styles.stack}>
        <p>
          {entries.length > 0
            ? t("flows.affects_entries", { numbers: entries.join(", ") })
            : t("flows.affects_no_entry")}{" "}
          {flows.length > 0 && t("flows.affects_flows", { flows: flows.join(", ") })}
        </p>
        <p className={styles.hint}>{t("flows.calls_go_on")}</p>
        <Input
          value={comment}
          maxLength={300}
          placeholder={t("flows.comment")}
          aria-label={t("flows.comment")}
          onChange={(event) => setComment(event.target.value)}
        />
        {publish.error && <Alert type="error" title={errorText(publish.error, t, i18n.language)} />}
      </div>
    </Modal>
  );
}
