import { DeleteOutlined, PaperClipOutlined, UploadOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Attachment } from "@/api/types";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { formatSize, upload } from "./api";
import styles from "./files.module.css";

interface Props {
  value?: Attachment[];
  onChange?: (files: Attachment[]) => void;
}

/** Files of a form: uploaded when they are chosen, the record's when the form is saved. */
export function FilesField({ value = [], onChange }: Props) {
  const { t } = useTranslation();
  const fail = useErrorNotice();
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);

  async function add(chosen: FileList | null): Promise<void> {
    if (!chosen || chosen.length === 0) return;
    setBusy(true);
    const added: Attachment[] = [];
    try {
      for (const file of chosen) added.push(await upload(file));
    } catch (error) {
      fail(error);
    } finally {
      if (added.length > 0) onChange?.([...value, ...added]);
      setBusy(false);
      if (input.current) input.current.value = "";
    }
  }

  return (
    <div>
      <input
        ref={input}
        type="file"
        multiple
        style={{ display: "none" }}
        data-files
        aria-label={t("common.add_files")}
        onChange={(event) => void add(event.currentTarget.files)}
      />
      <Button icon={<UploadOutlined />} loading={busy} onClick={() => input.current?.click()}>
        {t("common.add_files")}
      </Button>
      <ul className={styles.files}>
        {value.map((file) => (
          <li key={file.id}>
            <PaperClipOutlined aria-hidden /> {file.name} <span className="figure">{formatSize(file.size)}</span>
            <Button
              type="text"
              size="small"
              icon={<DeleteOutlined />}
              aria-label={`${t("common.delete")} ${file.name}`}
              onClick={() => onChange?.(value.filter((one) => one.id !== file.id))}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}
