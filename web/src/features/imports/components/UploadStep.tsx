import { DownloadOutlined, InboxOutlined } from "@ant-design/icons";
import { Alert, Button, Upload } from "antd";
import { useTranslation } from "react-i18next";
import { download } from "@/shared/download";
import { errorText } from "@/shared/errorText";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useUpload } from "../api";
import type { Job, Kind } from "../model";

interface Props {
  kind: Kind;
  list: string | null;
  onDone: (job: Job) => void;
}

/** A file from the person's computer; nothing is imported yet. */
export function UploadStep({ kind, list, onDone }: Props) {
  const { t, i18n } = useTranslation();
  const notice = useErrorNotice();
  const upload = useUpload();
  return (
    <div style={{ display: "grid", gap: 16, maxWidth: 960 }}>
      {upload.error && <Alert type="error" showIcon title={errorText(upload.error, t, i18n.language)} />}
      <Upload.Dragger
        accept=".xlsx,.xls,.csv,.txt,.tsv"
        maxCount={1}
        showUploadList={false}
        disabled={upload.isPending}
        beforeUpload={(file) => {
          upload.mutate({ kind, file, list }, { onSuccess: onDone });
          return false;
        }}
      >
        <p className="ant-upload-drag-icon">
          <InboxOutlined aria-hidden />
        </p>
        <p className="ant-upload-text">{t(upload.isPending ? "imports.uploading" : "imports.drop")}</p>
        <p className="ant-upload-hint">{t("imports.formats")}</p>
      </Upload.Dragger>
      <div>
        <Button
          icon={<DownloadOutlined />}
          onClick={() => download(`/imports/template?kind=${kind}`, `${kind}.xlsx`).catch(notice)}
        >
          {t("imports.template")}
        </Button>
      </div>
    </div>
  );
}
