import { Button, Popconfirm, Table } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { instant } from "@/api/clock";
import { usePerson } from "@/shared/directory";
import { formatDateTime } from "@/shared/format";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { documentOf, useDiff, useVersions } from "../api";
import styles from "../doctypes.module.css";
import type { TypeEditor } from "../useType";
import { Differences } from "./Differences";

interface Props {
  code: string;
  version: number;
  editor: TypeEditor;
}

/** Every published version: what was changed, by whom; compared; taken up as a draft again. */
export function VersionsPanel({ code, version, editor }: Props) {
  const { t, i18n } = useTranslation();
  const fail = useErrorNotice();
  const person = usePerson();
  const versions = useVersions(code, version > 0);
  const [pair, setPair] = useState<[number, number] | null>(null);
  const rows = versions.data ?? [];
  return (
    <div className={styles.stack}>
      <Table
        size="small"
        rowKey="version"
        pagination={false}
        dataSource={rows}
        loading={version > 0 && versions.isPending}
        locale={{ emptyText: t("doctypes.no_versions") }}
        columns={[
          { title: t("doctypes.version"), dataIndex: "version", width: 80 },
          {
            title: t("doctypes.published_at"),
            render: (_, row) => formatDateTime(instant(row.created_at), i18n.language),
          },
          { title: t("doctypes.published_by"), render: (_, row) => person(row.created_by) },
          { title: t("doctypes.comment"), dataIndex: "comment" },
          {
            key: "do",
            render: (_, row) => (
              <span className={styles.bar}>
                {editor.hasDraft && (
                  <Button size="small" onClick={() => setPair([row.version, 0])}>
                    {t("doctypes.compare_draft")}
                  </Button>
                )}
                {row.version > 1 && (
                  <Button size="small" onClick={() => setPair([row.version - 1, row.version])}>
                    {t("doctypes.compare_before")}
                  </Button>
                )}
                <Popconfirm
                  title={t("doctypes.take_ask")}
                  onConfirm={() => documentOf(code, row.version).then((document) => editor.edit(() => document), fail)}
                >
                  <Button size="small">{t("doctypes.take")}</Button>
                </Popconfirm>
              </span>
            ),
          },
        ]}
      />
      {pair && <Pair key={pair.join()} code={code} from={pair[0]} to={pair[1]} />}
    </div>
  );
}

function Pair({ code, from, to }: { code: string; from: number; to: number }) {
  const diff = useDiff(code, from, to);
  return diff.data ? <Differences diff={diff.data} /> : null;
}
