import { Alert, App, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/client";
import { errorText } from "@/shared/errorText";
import { pickText } from "@/shared/format";
import { useDiff, usePublishType, useTypes, useUses } from "../api";
import styles from "../doctypes.module.css";
import { Differences } from "./Differences";

interface Props {
  code: string;
  /** The published version; 0 when there is none. */
  version: number;
  onClose: () => void;
  /** Sends what the server does not have yet. */
  keep: () => Promise<void>;
  onPublished: () => void;
}

/** Says whom the new version touches and what it changes before it is put in force. */
export function PublishDialog({ code, version, onClose, keep, onPublished }: Props) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const uses = useUses(code, true);
  const diff = useDiff(code, version, 0, version > 0);
  const publish = usePublishType(code, keep);
  const types = useTypes();
  const [comment, setComment] = useState("");
  const clash = publish.error instanceof ApiError && publish.error.status === 409;

  async function send(): Promise<void> {
    try {
      // Whoever was told that another version was published meanwhile may put his in its place.
      const now = clash ? (await types.refetch()).data?.find((one) => one.code === code)?.version : undefined;
      const done = await publish.mutateAsync({ comment, base: now ?? null });
      void message.success(t("doctypes.published", { version: done.version }));
      onPublished();
      onClose();
    } catch {
      // shown below
    }
  }

  const made = uses.data?.made_by ?? [];
  return (
    <Modal
      open
      width={640}
      title={t("doctypes.publish")}
      okText={t(clash ? "flows.overwrite" : "doctypes.publish")}
      okButtonProps={{ danger: clash }}
      confirmLoading={publish.isPending}
      onOk={() => void send()}
      onCancel={onClose}
    >
      <div className={styles.stack}>
        <p>
          {uses.data &&
            (uses.data.open > 0
              ? t("doctypes.affects_open", { count: uses.data.open })
              : t("doctypes.affects_none"))}{" "}
          {made.length > 0 &&
            t("doctypes.affects_made_by", { types: made.map((one) => pickText(one, i18n.language)).join(", ") })}
        </p>
        {(uses.data?.versions ?? []).length > 0 && (
          <ul>
            {uses.data?.versions.map((one) => (
              <li key={one.version}>{t("doctypes.open_on", { version: one.version, count: one.open })}</li>
            ))}
          </ul>
        )}
        {diff.data && <Differences diff={diff.data} />}
        <Input
          value={comment}
          maxLength={500}
          placeholder={t("doctypes.comment")}
          aria-label={t("doctypes.comment")}
          onChange={(event) => setComment(event.target.value)}
        />
        {publish.error && <Alert type="error" showIcon title={errorText(publish.error, t, i18n.language)} />}
      </div>
    </Modal>
  );
}
