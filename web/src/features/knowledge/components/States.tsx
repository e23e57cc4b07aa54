import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import type { Article } from "@/api/types";
import { STATE_COLOURS, statesOf } from "../model";

/** Whether an article is read, and what has become of its newer version. */
export function States({ article }: { article: Pick<Article, "state" | "pending" | "current"> }) {
  const { t } = useTranslation();
  return statesOf(article).map((state) => (
    <Tag key={state} color={STATE_COLOURS[state]}>
      {t(`knowledge.states.${state}`)}
    </Tag>
  ));
}
