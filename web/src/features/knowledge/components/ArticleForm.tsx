import { Alert, App, Button, Checkbox, DatePicker, Form, Input, Select, Space, Tabs, TreeSelect } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import type { ArticleDetail } from "@/api/types";
import { useDraft } from "@/shared/draft";
import { errorText } from "@/shared/errorText";
import { FilesField } from "@/shared/fields/FilesField";
import { showAtField } from "@/shared/refused";
import { MarkdownField } from "@/shared/text/MarkdownField";
import { DraftFound } from "@/shared/ui/DraftFound";
import { PageHead } from "@/shared/ui/PageHead";
import { Panel } from "@/shared/ui/Panel";
import pageStyles from "@/shared/ui/page.module.css";
import { treeOf, useUnits } from "@/shared/units";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useCategories, useSaveArticle } from "../api";
import { categoryTree, contentOf, LANGUAGES, type Language, revived, type Values } from "../model";

interface Props {
  /** Null: a new one. */
  article: ArticleDetail | null;
  start: Values;
}

const SPOKEN_LENGTH = 800;

/** The form of an article in both languages; what is typed outlives a reload. */
export function ArticleForm({ article, start }: Props) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const fail = useErrorNotice();
  const [form] = Form.useForm<Values>();
  const draft = useDraft<Values>(`article.${article ? `${article.id}.${article.version}` : "new"}`);
  const [found, setFound] = useState(draft.kept !== null);
  const [refusal, setRefusal] = useState("");
  const [tab, setTab] = useState<Language>(i18n.language === "en" ? "en" : "zh");
  const units = useUnits();
  const categories = useCategories();
  const { create, change, submit } = useSaveArticle();
  const busy = create.isPending || change.isPending || submit.isPending;
  const next = article !== null && article.state !== "draft" && article.draft === null;

  function discard(): void {
    draft.drop();
    setFound(false);
    form.setFieldsValue(start);
  }

  async function save(handIn: boolean): Promise<void> {
    setRefusal("");
    try {
      await form.validateFields();
    } catch {
      return;
    }
    const values = { ...start, ...(form.getFieldsValue(true) as Values) };
    if (LANGUAGES.every((language) => values.texts[language].title.trim() === "")) {
      form.setFields([{ name: ["texts", tab, "title"], errors: [t("knowledge.title_missing")] }]);
      return;
    }
    const body = { content: contentOf(values), code: values.code.trim() || null };
    let saved: ArticleDetail;
    try {
      saved = article
        ? await change.mutateAsync({ id: article.id, version: article.version, ...body })
        : await create.mutateAsync({ unit_id: values.unit_id, ...body });
    } catch (error) {
      refuse(error);
      return;
    }
    draft.drop();
    if (handIn) await submit.mutateAsync(saved.id).catch(fail);
    void message.success(t(handIn ? "knowledge.was_submitted" : "knowledge.was_saved"));
    void navigate(`/knowledge/${saved.id}`);
  }

  function refuse(error: unknown): void {
    const text = errorText(error, t, i18n.language);
    const field = (error as { field?: string }).field?.replace(/^content\./, "");
    const language = /^texts\.(zh|en)\./.exec(field ?? "")?.[1];
    if (language) setTab(language as Language);
    if (!showAtField(form, error, text, field ? { [(error as { field: string }).field]: field } : {})) setRefusal(text);
  }

  const cancel = article ? `/knowledge/${article.id}` : "/knowledge";
  return (
    <>
      <PageHead
        title={t(article ? (next ? "knowledge.new_version" : "knowledge.edit") : "knowledge.new")}
        detail={t(next ? "knowledge.new_version_detail" : "knowledge.edit_detail")}
        actions={
          <>
            <Link to={cancel}>
              <Button tabIndex={-1}>{t("common.cancel")}</Button>
            </Link>
            <Button loading={busy} onClick={() => void save(false)}>
              {t("knowledge.save_draft")}
            </Button>
            <Button type="primary" loading={busy} onClick={() => void save(true)}>
              {t("knowledge.save_submit")}
            </Button>
          </>
        }
      />
      {found && <DraftFound onDrop={discard} />}
      {refusal && <Alert type="error" showIcon style={{ marginBottom: 16 }} title={refusal} />}
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={draft.kept ? revived(draft.kept) : start}
        onValuesChange={() => draft.keep({ ...start, ...(form.getFieldsValue(true) as Values) })}
      >
        <div className={pageStyles.two}>
          <Panel>
            <Tabs
              activeKey={tab}
              onChange={(key) => setTab(key as Language)}
              items={LANGUAGES.map((language) => ({
                key: language,
                label: t(`words.language.${language}`),
                forceRender: true,
                children: <Texts language={language} />,
              }))}
            />
          </Panel>
          <Panel title={t("knowledge.about")}>
            {!article && (
              <Form.Item name="unit_id" label={t("knowledge.unit")} extra={t("knowledge.unit_help")}>
                <TreeSelect<string> treeDefaultExpandAll treeData={treeOf(units, i18n.language)} />
              </Form.Item>
            )}
            <Form.Item name="category_id" label={t("knowledge.category")}>
              <TreeSelect<string>
                allowClear
                treeDefaultExpandAll
                showSearch={{ treeNodeFilterProp: "title" }}
                treeData={categoryTree(categories, i18n.language)}
              />
            </Form.Item>
            <Form.Item name="product" label={t("knowledge.product")}>
              <Input maxLength={100} />
            </Form.Item>
            <Form.Item name="keywords" label={t("knowledge.keywords")} extra={t("knowledge.keywords_help")}>
              <Select
                mode="tags"
                maxCount={50}
                tokenSeparators={[" ", ",", "\uff0c", "\u3001"]}
                open={false}
                suffixIcon={null}
              />
            </Form.Item>
            <Space size={12} wrap>
              <Form.Item name="valid_from" label={t("knowledge.valid_from")}>
                <DatePicker />
              </Form.Item>
              <Form.Item name="valid_until" label={t("knowledge.valid_until")}>
                <DatePicker />
              </Form.Item>
            </Space>
            <Form.Item name="attachments" label={t("knowledge.attachments")}>
              <FilesField />
            </Form.Item>
            <Form.Item name="public" valuePropName="checked" extra={t("knowledge.public_help")}>
              <Checkbox>{t("knowledge.public_tick")}</Checkbox>
            </Form.Item>
            <Form.Item
              name="code"
              label={t("knowledge.code")}
              extra={t("knowledge.code_help")}
              rules={[{ pattern: /^[a-z][a-z0-9_-]{0,39}$/, message: t("knowledge.code_wrong") }]}
            >
              <Input maxLength={40} />
            </Form.Item>
          </Panel>
        </div>
      </Form>
    </>
  );
}

function Texts({ language }: { language: (typeof LANGUAGES)[number] }) {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item name={["texts", language, "title"]} label={t("knowledge.name")}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name={["texts", language, "body"]} label={t("knowledge.body")}>
        <MarkdownField />
      </Form.Item>
      <Form.Item
        name={["texts", language, "spoken"]}
        label={t("knowledge.spoken")}
        extra={t("knowledge.spoken_help")}
        rules={[{ pattern: /^[^{}]*$/, message: t("knowledge.spoken_wrong") }]}
      >
        <Input.TextArea maxLength={SPOKEN_LENGTH} showCount autoSize={{ minRows: 2, maxRows: 8 }} />
      </Form.Item>
    </>
  );
}
