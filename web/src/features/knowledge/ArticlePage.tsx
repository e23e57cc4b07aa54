import { ArrowLeftOutlined, EditOutlined } from "@ant-design/icons";
import { Alert, App, Button, Segmented, Tag } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import { instant } from "@/api/clock";
import { usePerson } from "@/shared/directory";
import { errorText } from "@/shared/errorText";
import { formatDateTime, pickText } from "@/shared/format";
import { inTheWay } from "@/shared/inTheWay";
import { Facts } from "@/shared/ui/Facts";
import { Loading } from "@/shared/ui/Loading";
import { PageHead } from "@/shared/ui/PageHead";
import { Panel } from "@/shared/ui/Panel";
import pageStyles from "@/shared/ui/page.module.css";
import { ReasonDialog } from "@/shared/ui/ReasonDialog";
import { Trouble } from "@/shared/ui/Trouble";
import { useUnitName } from "@/shared/units";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useArticle, useArticleActs, useArticleFiles, useCategories, useSaveArticle } from "./api";
import { Reading } from "./components/Reading";
import { States } from "./components/States";
import { Vote } from "./components/Vote";
import styles from "./knowledge.module.css";
import { titleOf } from "./model";

const Versions = lazy(() => import("./components/Versions"));

/** One article: what it says, what its readers think of it, and for its editors the way to the next version. */
export function Component() {
  const { id = "" } = useParams();
  const { t, i18n } = useTranslation();
  const { message, modal } = App.useApp();
  const navigate = useNavigate();
  const fail = useErrorNotice();
  const person = usePerson();
  const unitName = useUnitName();
  const categories = useCategories();
  const query = useArticle(id);
  const acts = useArticleActs(id);
  const { submit } = useSaveArticle();
  const [looking, setLooking] = useState<"draft" | "published" | null>(null);
  const [asking, setAsking] = useState<"reject" | "withdraw" | null>(null);
  const [versions, setVersions] = useState(false);
  const article = query.data;
  const draft = article?.draft ?? null;
  const files = useArticleFiles(draft ? id : "").data ?? [];
  const back = (
    <Link to="/knowledge" className={pageStyles.back}>
      <ArrowLeftOutlined aria-hidden /> {t("knowledge.title")}
    </Link>
  );
  const gone = inTheWay(query);
  if (gone) return <Trouble title={errorText(gone, t, i18n.language)} detail={t("knowledge.gone")} action={back} />;
  if (!article) return <Loading />;

  const at = (value: string | null) => formatDateTime(instant(value), i18n.language);
  const neverRead = article.state === "draft";
  const shows = draft && (neverRead || (looking ?? (article.may_decide ? "draft" : "published")) === "draft");
  const content = shows ? draft.content : article.content;
  const kept = content.attachments ?? [];
  const category = categories.find((one) => one.id === content.category_id);
  const done = (text: string) => ({ onError: fail, onSuccess: () => void message.success(text) });

  function remove(): void {
    modal.confirm({
      title: t("knowledge.delete_ask"),
      content: t("knowledge.delete_detail"),
      okText: t("common.delete"),
      okButtonProps: { danger: true },
      onOk: () =>
        acts.remove
          .mutateAsync()
          .then(() => navigate("/knowledge"))
          .catch(fail),
    });
  }

  function approve(): void {
    modal.confirm({
      title: t("knowledge.approve_ask"),
      content: t("knowledge.approve_detail", { unit: unitName(article?.unit_id) }),
      okText: t("knowledge.approve"),
      onOk: () =>
        acts.decide
          .mutateAsync({ approve: true, comment: "" })
          .then(() => message.success(t("knowledge.was_published")))
          .catch(fail),
    });
  }

  const title = titleOf(article, i18n.language) || pickText({ zh: content.texts.zh?.title ?? "" }, "zh");
  return (
    <>
      {back}
      <PageHead
        title={title}
        actions={
          <>
            {article.may_decide && (
              <>
                <Button danger onClick={() => setAsking("reject")}>
                  {t("knowledge.reject")}
                </Button>
                <Button type="primary" onClick={approve}>
                  {t("knowledge.approve")}
                </Button>
              </>
            )}
            {article.may_edit && !article.may_decide && draft?.state === "review" && (
              <Button onClick={() => acts.takeBack.mutate(undefined, done(t("knowledge.was_taken_back")))}>
                {t("knowledge.take_back")}
              </Button>
            )}
            {article.may_edit && draft?.state === "draft" && (
              <Button
                type="primary"
                loading={submit.isPending}
                onClick={() => submit.mutate(id, done(t("knowledge.was_submitted")))}
              >
                {t("knowledge.submit")}
              </Button>
            )}
            {article.may_edit && draft?.state !== "review" && (
              <Link to={`/knowledge/${id}/edit`}>
                <Button icon={<EditOutlined />} tabIndex={-1}>
                  {t("common.edit")}
                </Button>
              </Link>
            )}
            {(article.versions?.length ?? 0) > 0 && (
              <Button onClick={() => setVersions(true)}>{t("knowledge.versions")}</Button>
            )}
            {article.may_edit && neverRead && (
              <Button danger onClick={remove}>
                {t("common.delete")}
              </Button>
            )}
            {article.state === "published" && (article.versions?.length ?? 0) > 0 && (
              <Button danger onClick={() => setAsking("withdraw")}>
                {t("knowledge.withdraw")}
              </Button>
            )}
          </>
        }
      />
      {draft && (
        <Alert
          className={styles.banner}
          showIcon
          type={draft.state === "rejected" ? "error" : draft.state === "review" ? "warning" : "info"}
          title={
            draft.state === "rejected"
              ? t("knowledge.was_rejected", { name: person(draft.decided_by), comment: draft.comment })
              : t(draft.state === "review" ? "knowledge.in_review" : "knowledge.is_draft", {
                  name: person(draft.author_id),
                })
          }
          action={
            !neverRead && (
              <Segmented
                size="small"
                value={shows ? "draft" : "published"}
                onChange={(value) => setLooking(value as "draft")}
                options={[
                  { value: "published", label: t("knowledge.states.published") },
                  { value: "draft", label: t("knowledge.next_version") },
                ]}
              />
            )
          }
        />
      )}
      <div className={pageStyles.two}>
        <Panel>
          <Reading
            key={shows ? "draft" : "published"}
            content={content}
            under={title}
            files={shows ? files.filter((file) => kept.includes(file.id)) : (article.attachments ?? [])}
          />
          {article.current && (
            <div className={styles.foot}>
              <Vote article={article} />
            </div>
          )}
        </Panel>
        <div className={pageStyles.stack}>
          <Panel title={`${t("knowledge.number")} ${article.number}`}>
            <Facts
              items={[
                { label: t("knowledge.state"), value: <States article={article} /> },
                {
                  label: t("knowledge.category"),
                  value: category ? pickText({ zh: category.name_zh, en: category.name_en }, i18n.language) : "–",
                },
                { label: t("knowledge.product"), value: content.product || "–" },
                {
                  label: t("knowledge.keywords"),
                  value: (content.keywords ?? []).map((word) => <Tag key={word}>{word}</Tag>),
                },
                { label: t("knowledge.unit"), value: unitName(article.unit_id) },
                { label: t("knowledge.public"), value: t(content.public ? "common.yes" : "common.no") },
                { label: t("knowledge.author"), value: person(article.created_by) },
                { label: t("knowledge.valid_from"), value: at(content.valid_from ?? null) || "–" },
                { label: t("knowledge.valid_until"), value: at(content.valid_until ?? null) || "–" },
                { label: t("knowledge.used"), value: <span className="figure">{article.used}</span> },
              ]}
            />
          </Panel>
          {(article.opinions?.length ?? 0) > 0 && (
            <Panel title={t("knowledge.opinions")}>
              <ul className={styles.opinions}>
                {article.opinions?.map((one) => (
                  <li key={`${one.user_id}${one.at}`}>
                    <Tag color={one.helpful ? "green" : "orange"}>
                      {t(one.helpful ? "knowledge.helpful" : "knowledge.unhelpful")}
                    </Tag>
                    {one.comment}
                    <div className={styles.why}>
                      {person(one.user_id)} <span className="figure">{at(one.at)}</span>
                    </div>
                  </li>
                ))}
              </ul>
            </Panel>
          )}
        </div>
      </div>
      <Suspense>{versions && <Versions article={article} onClose={() => setVersions(false)} />}</Suspense>
      {asking && (
        <ReasonDialog
          title={t(asking === "reject" ? "knowledge.reject_title" : "knowledge.withdraw_title")}
          detail={t(asking === "reject" ? "knowledge.reject_detail" : "knowledge.withdraw_detail")}
          okText={t(`knowledge.${asking}`)}
          danger
          onOk={(reason) =>
            asking === "reject"
              ? acts.decide.mutateAsync({ approve: false, comment: reason })
              : acts.withdraw.mutateAsync(reason)
          }
          onClose={() => setAsking(null)}
        />
      )}
    </>
  );
}
