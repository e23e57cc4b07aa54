import { PaperClipOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { Attachment } from "@/api/types";
import { download } from "@/shared/download";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { formatSize } from "./api";
import styles from "./files.module.css";

/** The files of a record, each to be saved. */
export function Files({ files }: { files: readonly Attachment[] }) {
  const fail = useErrorNotice();
  return (
    <ul className={styles.files}>
      {files.map((file) => (
        <li key={file.id}>
          <Button
            type="link"
            icon={<PaperClipOutlined />}
            onClick={() => void download(`/attachments/${file.id}`, file.name).catch(fail)}
          >
            {file.name}
          </Button>
          <span className="figure">{formatSize(file.size)}</span>
        </li>
      ))}
    </ul>
  );
}
