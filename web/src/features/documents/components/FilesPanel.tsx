import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import { useUser } from "@/features/auth/useUser";
import { FileList, UploadButton } from "@/shared/fields/FileControl";
import { useAttachments } from "@/shared/fields/files";
import { Panel } from "@/shared/ui/Panel";
import type { Owner } from "@/shared/upload";
import { useErrorNotice } from "@/shared/useErrorNotice";
import styles from "../documents.module.css";

interface Props {
  owner: Owner;
  writable: boolean;
  /** It takes files still, but those that it has stay. */
  closed: boolean;
}

/** Files that belong to the document; what is sent belongs to it at once, and stands in its history. */
export function FilesPanel({ owner, writable, closed }: Props) {
  const { t } = useTranslation();
  const user = useUser();
  const fail = useErrorNotice();
  const client = useQueryClient();
  const files = useAttachments(owner);
  const again = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ["attachments", owner.kind, owner.id] }),
      client.invalidateQueries({ queryKey: ["document", owner.id] }),
    ]);
  const remove = useMutation({
    mutationFn: (id: string) => take(api.DELETE("/api/v1/attachments/{id}", { params: { path: { id } } })),
    onSuccess: again,
    onError: fail,
  });
  const mine = new Set((files.data ?? []).filter((file) => file.created_by === user.id).map((file) => file.id));
  return (
    <Panel title={t("documents.files")}>
      {files.data?.length === 0 && <p className={styles.small}>{t("documents.no_files")}</p>}
      <FileList
        files={files.data ?? []}
        onRemove={writable && !closed ? (file) => remove.mutate(file.id) : undefined}
        mayRemove={(file) => mine.has(file.id)}
      />
      {writable && <UploadButton owner={owner} onUploaded={() => void again()} />}
    </Panel>
  );
}
