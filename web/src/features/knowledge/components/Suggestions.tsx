import { CheckOutlined } from "@ant-design/icons";
import { App, Button, Drawer, Empty, Input } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Suggestion } from "@/api/types";
import { after } from "@/shared/time/ticker";
import { Loading } from "@/shared/ui/Loading";
import { Panel } from "@/shared/ui/Panel";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useArticle, useArticleActs, useSuggestions } from "../api";
import styles from "../knowledge.module.css";
import { titleOf } from "../model";
import { Reading } from "./Reading";
import { Vote } from "./Vote";

const TYPING_MS = 600;

interface Props {
  /** What the customer wants, in the words that have been written so far. */
  words: string;
  /** With what an article can have helped. */
  subject: { kind: "ticket" | "call"; id: string } | null;
}

/** Articles that fit what is being written, read beside it without leaving the page. */
export default function Suggestions({ words, subject }: Props) {
  const { t, i18n } = useTranslation();
  const [asked, setAsked] = useState("");
  const [settled, setSettled] = useState(words.trim());
  const [open, setOpen] = useState<string | null>(null);
  useEffect(() => after(TYPING_MS, () => setSettled(words.trim())), [words]);
  const query = useSuggestions(asked || settled);
  const found = asked || settled ? (query.data ?? []) : [];

  return (
    <Panel title={t("knowledge.suggestions")}>
      <Input.Search
        allowClear
        placeholder={t("knowledge.suggest_ask")}
        aria-label={t("knowledge.suggest_ask")}
        onSearch={(text) => setAsked(text.trim())}
        style={{ marginBottom: 12 }}
      />
      {found.length === 0 ? (
        <Empty
          image={Empty.PRESENTED_IMAGE_SIMPLE}
          description={t(asked || settled ? "knowledge.suggest_none" : "knowledge.suggest_teach")}
        />
      ) : (
        <ul className={styles.suggestions}>
          {found.map((one: Suggestion) => (
            <li key={one.id}>
              <Button type="link" size="small" onClick={() => setOpen(one.id)}>
                {titleOf(one, i18n.language)}
              </Button>
              <div className={styles.why}>{one.matched.slice(0, 5).join(" · ")}</div>
            </li>
          ))}
        </ul>
      )}
      {open && <Beside id={open} subject={subject} onClose={() => setOpen(null)} />}
    </Panel>
  );
}

function Beside({ id, subject, onClose }: { id: string; subject: Props["subject"]; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const fail = useErrorNotice();
  const article = useArticle(id).data;
  const { use } = useArticleActs(id);
  return (
    <Drawer
      title={article ? titleOf(article, i18n.language) : ""}
      open
      onClose={onClose}
      size={560}
      mask={false}
      extra={<Link to={`/knowledge/${id}`}>{t("knowledge.open")}</Link>}
      footer={
        subject && (
          <Button
            icon={<CheckOutlined />}
            disabled={use.isSuccess}
            loading={use.isPending}
            onClick={() =>
              use.mutate(subject, {
                onError: fail,
                onSuccess: () => void message.success(t("knowledge.use_noted")),
              })
            }
          >
            {t("knowledge.use")}
          </Button>
        )
      }
    >
      {article ? (
        <>
          <Reading
            content={article.content}
            under={titleOf(article, i18n.language)}
            files={article.attachments ?? []}
          />
          <div className={styles.foot}>
            <Vote article={article} />
          </div>
        </>
      ) : (
        <Loading />
      )}
    </Drawer>
  );
}
