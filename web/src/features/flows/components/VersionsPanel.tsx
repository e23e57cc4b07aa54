import { App, Button, Table } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { instant } from "@/api/clock";
import { formatDateTime } from "@/shared/format";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useDiff, useRollBack, useVersions } from "../api";
import styles from "./panels.module.css";

interface Props {
  id: string;
  hasDraft: boolean;
  /** A version was published; the editor opens it. */
  onPublished: () => void;
}

/** Every published version: what was changed, by whom; compared with the draft; made the current one again. */
export function VersionsPanel({ id, hasDraft, onPublished }: Props) {
  const { t, i18n } = useTranslation();
  const { modal } = App.useApp();
  const notice = useErrorNotice();
  const versions = useVersions(id);
  const rollBack = useRollBack(id);
  const [pair, setPair] = useState<[number, number] | null>(null);
  const rows = versions.data ?? [];
  const newest = rows[0]?.version ?? 0;

  function back(version: number): void {
    modal.confirm({
      title: t("flows.roll_back_ask", { version }),
      content: t("flows.roll_back_detail"),
      okText: t("flows.roll_back"),
      onOk: () =>
        rollBack.mutateAsync({ version, comment: t("flows.roll_back_comment", { version }) }).then(onPublished, notice),
    });
  }

  return (
    <div className={styles.stack}>
      <Table
        size="small"
        rowKey="version"
        pagination={false}
        loading={versions.isPending}
        dataSource={rows}
        locale={{ emptyText: t("flows.no_versions") }}
        columns={[
          { title: t("admin.version"), dataIndex: "version", width: 80 },
          { title: t("admin.published"), render: (_, row) => formatDateTime(instant(row.created_at), i18n.language) },
          { title: t("flows.comment"), dataIndex: "comment" },
          {
            key: "do",
            render: (_, row) => (
              <span className={styles.bar}>
                {hasDraft && (
                  <Button size="small" onClick={() => setPair([row.version, 0])}>
                    {t("flows.compare_draft")}
                  </Button>
                )}
                {row.version > 1 && (
                  <Button size="small" onClick={() => setPair([row.version - 1, row.version])}>
                    {t("flows.compare_before")}
                  </Button>
                )}
                {row.version !== newest && (
                  <Button size="small" onClick={() => back(row.version)}>
                    {t("flows.roll_back")}
                  </Button>
                )}
              </span>
            ),
          },
        ]}
      />
      {pair && <Diff id={id} from={pair[0]} to={pair[1]} />}
    </div>
  );
}

function Diff({ id, from, to }: { id: string; from: number; to: number }) {
  const { t } = useTranslation();
  const diff = useDiff(id, from, to, true);
  if (!diff.data) return null;
  const { added, removed, changed, unified } = diff.data;
  return (
    <section aria-label={t("flows.differences")}>
      <p>
        {t("flows.diff_nodes", {
          added: added.join(", ") || "0",
          removed: removed.join(", ") || "0",
          changed: changed.join(", ") || "0",
        })}
      </p>
      <pre className={styles.diff}>
        {unified.split("\n").map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is where it is
          <span key={index} data-mark={/^[+-]/.test(line) ? line[0] : undefined}>
            {line}
            {"\n"}
          </span>
        ))}
      </pre>
    </section>
  );
}
