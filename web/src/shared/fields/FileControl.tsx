import { DeleteOutlined, PaperClipOutlined, UploadOutlined } from "@ant-design/icons";
import { Button, Progress } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { download } from "@/shared/download";
import { type Attachment, type Owner, upload } from "@/shared/upload";
import { useErrorNotice } from "@/shared/useErrorNotice";
import styles from "./fields.module.css";

export type FileInfo = Pick<Attachment, "id" | "name" | "size">;

/** Bytes as people read them. */
export function formatSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 ** 2) return `${Math.round(bytes / 1024)} kB`;
  return `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}

interface ListProps {
  files: readonly FileInfo[];
  /** Offered per file when given. */
  onRemove?: (file: FileInfo) => void;
  mayRemove?: (file: FileInfo) => boolean;
}

/** Files to save, one under the other. */
export function FileList({ files, onRemove, mayRemove }: ListProps) {
  const { t } = useTranslation();
  const fail = useErrorNotice();
  return (
    <ul className={styles.files}>
      {files.map((file) => (
        <li key={file.id}>
          <PaperClipOutlined aria-hidden />
          <button
            type="button"
            onClick={() => void download(`/attachments/${file.id}`, file.name).catch(fail)}
            title={t("fields.download")}
          >
            {file.name}
          </button>
          <small>{formatSize(file.size)}</small>
          {onRemove && (mayRemove?.(file) ?? true) && (
            <Button
              type="text"
              size="small"
              icon={<DeleteOutlined />}
              aria-label={t("fields.remove_file", { name: file.name })}
              onClick={() => onRemove(file)}
            />
          )}
        </li>
      ))}
    </ul>
  );
}

interface Sending {
  key: number;
  name: string;
  share: number;
  stop: AbortController;
}

interface UploadProps {
  owner?: Owner;
  onUploaded: (file: Attachment) => void;
  label?: string;
  id?: string;
}

let sent = 0;

/** Sends chosen files one beside the other, each with its progress; a file on its way can be given up. */
export function UploadButton({ owner, onUploaded, label, id }: UploadProps) {
  const { t } = useTranslation();
  const fail = useErrorNotice();
  const input = useRef<HTMLInputElement>(null);
  const [sending, setSending] = useState<readonly Sending[]>([]);

  async function send(file: File): Promise<void> {
    sent += 1;
    const one: Sending = { key: sent, name: file.name, share: 0, stop: new AbortController() };
    setSending((all) => [...all, one]);
    const onProgress = (share: number) =>
      setSending((all) => all.map((other) => (other.key === one.key ? { ...other, share } : other)));
    try {
      onUploaded(await upload(file, { owner, onProgress, signal: one.stop.signal }));
    } catch (error) {
      if (!(error instanceof DOMException)) fail(error);
    } finally {
      setSending((all) => all.filter((other) => other.key !== one.key));
    }
  }

  return (
    <div>
      <input
        ref={input}
        type="file"
        multiple
        style={{ display: "none" }} // a form shows what is only `hidden`
        aria-label={label ?? t("fields.upload")}
        onChange={(event) => {
          for (const file of event.target.files ?? []) void send(file);
          event.target.value = "";
        }}
      />
      <Button id={id} size="small" icon={<UploadOutlined />} onClick={() => input.current?.click()}>
        {t("fields.upload")}
      </Button>
      {sending.map((one) => (
        <div key={one.key} className={styles.sending}>
          <span>{one.name}</span>
          <Progress percent={Math.round(one.share * 100)} size="small" aria-label={one.name} />
          <Button size="small" type="text" onClick={() => one.stop.abort()}>
            {t("common.cancel")}
          </Button>
        </div>
      ))}
    </div>
  );
}
