import { Drawer, Table, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { instant } from "@/api/clock";
import type { ArticleDetail, ArticleVersion } from "@/api/types";
import { usePerson } from "@/shared/directory";
import { formatDateTime } from "@/shared/format";
import { Waiting } from "@/shared/ui/Waiting";
import { useArticleFiles, useVersion } from "../api";
import { knownState, STATE_COLOURS } from "../model";
import { Reading } from "./Reading";

/** Every version of an article, with who wrote and who decided it. */
export default function Versions({ article, onClose }: { article: ArticleDetail; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const person = usePerson();
  const [shown, setShown] = useState<number | null>(null);
  const version = useVersion(article.id, shown);
  const files = useArticleFiles(article.id).data ?? [];
  const kept = version.data?.content.attachments ?? [];
  return (
    <Drawer title={t("knowledge.versions")} open onClose={onClose} size={860}>
      <Table<ArticleVersion>
        size="small"
        rowKey="number"
        pagination={false}
        dataSource={article.versions ?? []}
        onRow={(row) => ({ onClick: () => setShown(row.number), style: { cursor: "pointer" } })}
        columns={[
          {
            title: t("knowledge.version"),
            render: (_, row) => (
              <button type="button" className="link" onClick={() => setShown(row.number)}>
                {row.number}
              </button>
            ),
          },
          {
            title: t("knowledge.state"),
            render: (_, row) => {
              const state = knownState(row.state);
              return <Tag color={STATE_COLOURS[state]}>{t(`knowledge.states.${state}`)}</Tag>;
            },
          },
          { title: t("knowledge.author"), render: (_, row) => person(row.author_id) },
          {
            title: t("knowledge.changed_at"),
            render: (_, row) => (
              <span className="figure">{formatDateTime(instant(row.changed_at), i18n.language)}</span>
            ),
          },
          { title: t("knowledge.decided_by"), render: (_, row) => person(row.decided_by) },
          { title: t("knowledge.comment"), dataIndex: "comment" },
        ]}
      />
      {shown !== null && (
        <section style={{ marginTop: 24 }} aria-label={`${t("knowledge.version")} ${shown}`}>
          {version.data ? (
            <Reading
              key={shown}
              content={version.data.content}
              files={files.filter((file) => kept.includes(file.id))}
            />
          ) : (
            <Waiting query={version} />
          )}
        </section>
      )}
    </Drawer>
  );
}
