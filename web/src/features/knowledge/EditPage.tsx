import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { errorText } from "@/shared/errorText";
import { inTheWay } from "@/shared/inTheWay";
import { Loading } from "@/shared/ui/Loading";
import { Trouble } from "@/shared/ui/Trouble";
import { useArticle, useArticleFiles } from "./api";
import { ArticleForm } from "./components/ArticleForm";
import { BLANK, valuesOf } from "./model";

/** Writing an article, or its next version. */
export function Component() {
  const { id = "" } = useParams();
  const { t, i18n } = useTranslation();
  const article = useArticle(id);
  const files = useArticleFiles(id);
  if (id === "") return <ArticleForm article={null} start={BLANK} />;
  const error = inTheWay(article, files);
  if (error) return <Trouble title={errorText(error, t, i18n.language)} />;
  if (!article.data || !files.data) return <Loading />;
  return <ArticleForm key={id} article={article.data} start={valuesOf(article.data, files.data)} />;
}
