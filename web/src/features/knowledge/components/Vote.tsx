import { DislikeFilled, DislikeOutlined, LikeFilled, LikeOutlined } from "@ant-design/icons";
import { App, Button, Input, Space } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ArticleDetail } from "@/api/types";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useArticleActs } from "../api";

/** Whether the article helped; who says no is asked what is missing. */
export function Vote({ article }: { article: ArticleDetail }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const fail = useErrorNotice();
  const { vote } = useArticleActs(article.id);
  const [asking, setAsking] = useState(false);
  const [comment, setComment] = useState("");
  const mine = article.my_vote ?? null;

  function give(helpful: boolean): void {
    vote.mutate(
      { helpful, comment: helpful ? "" : comment.trim() },
      {
        onError: fail,
        onSuccess: () => {
          setAsking(false);
          setComment("");
          void message.success(t("knowledge.vote_thanks"));
        },
      },
    );
  }

  return (
    <section aria-label={t("knowledge.vote_ask")}>
      <Space wrap>
        <span>{t("knowledge.vote_ask")}</span>
        <Button
          icon={mine === true ? <LikeFilled /> : <LikeOutlined />}
          aria-pressed={mine === true}
          onClick={() => give(true)}
        >
          {t("knowledge.helpful")} {article.helpful}
        </Button>
        <Button
          icon={mine === false ? <DislikeFilled /> : <DislikeOutlined />}
          aria-pressed={mine === false}
          onClick={() => setAsking(true)}
        >
          {t("knowledge.unhelpful")} {article.unhelpful}
        </Button>
      </Space>
      {asking && (
        <Space.Compact style={{ width: "100%", marginTop: 8 }}>
          <Input
            autoFocus
            maxLength={1000}
            value={comment}
            placeholder={t("knowledge.vote_missing")}
            aria-label={t("knowledge.vote_missing")}
            onChange={(event) => setComment(event.target.value)}
            onPressEnter={() => give(false)}
          />
          <Button type="primary" loading={vote.isPending} onClick={() => give(false)}>
            {t("knowledge.vote_send")}
          </Button>
        </Space.Compact>
      )}
    </section>
  );
}
