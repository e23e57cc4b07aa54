import { useQuery } from "@tanstack/react-query";
import { Menu } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { ApiError, api, take } from "@/api/client";
import { apiLanguage, type UiLanguage } from "@/i18n";
import { errorText } from "@/shared/errorText";
import { plain } from "@/shared/text/markdown";
import { Loading } from "@/shared/ui/Loading";
import { Panel } from "@/shared/ui/Panel";
import { Trouble } from "@/shared/ui/Trouble";
import { Article } from "./components/Article";
import { headingId, readGuide } from "./guide";
import styles from "./help.module.css";

const FIRST = "first-run";

/** The guides within the application, in the language of the page. */
export function Component() {
  const { t, i18n } = useTranslation();
  const { guide = FIRST } = useParams();
  const language = apiLanguage(i18n.language as UiLanguage);
  const all = useQuery({
    queryKey: ["guides", language],
    queryFn: () => take(api.GET("/api/v1/guides", { params: { query: { language } } })),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const one = useQuery({
    queryKey: ["guides", language, guide],
    queryFn: () => take(api.GET("/api/v1/guides/{id}", { params: { path: { id: guide }, query: { language } } })),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const blocks = useMemo(() => readGuide(one.data?.markdown ?? ""), [one.data]);
  const sections = blocks.flatMap((block, index) =>
    block.kind === "heading" && block.level === 2 ? [{ id: headingId(index), title: plain(block.parts) }] : [],
  );
  const missing = one.error instanceof ApiError && one.error.status === 404;

  return (
    <div className={styles.page}>
      <nav aria-label={t("help.all")} className={styles.guides}>
        <Menu
          mode="inline"
          selectedKeys={[guide]}
          items={(all.data ?? []).map(({ id, title }) => ({ key: id, label: <Link to={`/help/${id}`}>{title}</Link> }))}
        />
      </nav>
      <Panel>
        {one.error ? (
          <Trouble
            title={t("help.not_found")}
            detail={missing ? t("help.not_found_detail") : errorText(one.error, t, i18n.language)}
          />
        ) : one.data ? (
          <>
            {sections.length > 2 && (
              <nav aria-label={t("help.contents")} className={styles.contents}>
                {sections.map((section) => (
                  <a key={section.id} href={`#${section.id}`}>
                    {section.title}
                  </a>
                ))}
              </nav>
            )}
            <Article blocks={blocks} />
          </>
        ) : (
          <Loading />
        )}
      </Panel>
    </div>
  );
}
