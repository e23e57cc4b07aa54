import { FolderOpenOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Tag, Tree, type TreeDataNode } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { instant } from "@/api/clock";
import type { Article } from "@/api/types";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { formatDateTime } from "@/shared/format";
import { DataTable } from "@/shared/list/DataTable";
import { ChoiceFilter, FilterBar, TextFilter } from "@/shared/list/Filters";
import { useListFilters } from "@/shared/list/useListFilters";
import { PageHead } from "@/shared/ui/PageHead";
import { Panel } from "@/shared/ui/Panel";
import { useArticles, useCategories } from "./api";
import { States } from "./components/States";
import styles from "./knowledge.module.css";
import { type CategoryNode, categoryTree, SORTS, titleOf, VIEWS, viewQuery } from "./model";

const CategoriesDrawer = lazy(() => import("./components/CategoriesDrawer"));
const ALL = "all";

/** 知识库: found by words, browsed by category. */
export function Component() {
  const { t, i18n } = useTranslation();
  const user = useUser();
  const writes = mayDo(user, "knowledge.write") || mayDo(user, "knowledge.approve");
  const filters = useListFilters(["q", "category", "product", "sort", "view"] as const);
  const { q, category, product, sort, view } = filters.values;
  const query = useArticles({
    q,
    category,
    product,
    sort: SORTS.find((one) => one === sort) ?? "newest",
    ...viewQuery((writes && VIEWS.find((one) => one === view)) || "current"),
    page: filters.page,
    page_size: filters.pageSize,
  });
  const categories = useCategories();
  const tree = categoryTree(categories, i18n.language);
  const [managing, setManaging] = useState(false);
  const name = (id: string | null) => {
    const found = categories.find((one) => one.id === id);
    return found ? (i18n.language === "en" ? found.name_en : found.name_zh) : "";
  };
  const titled = (nodes: CategoryNode[]): TreeDataNode[] =>
    nodes.map((node) => ({
      key: node.key,
      title: node.articles > 0 ? `${node.title} (${node.articles})` : node.title,
      children: titled(node.children),
    }));

  return (
    <>
      <PageHead
        title={t("knowledge.title")}
        detail={t("knowledge.detail")}
        actions={
          <>
            {mayDo(user, "knowledge.manage") && (
              <Button icon={<FolderOpenOutlined />} onClick={() => setManaging(true)}>
                {t("knowledge.categories")}
              </Button>
            )}
            {mayDo(user, "knowledge.write") && (
              <Link to="/knowledge/new">
                <Button type="primary" icon={<PlusOutlined />} tabIndex={-1}>
                  {t("knowledge.new")}
                </Button>
              </Link>
            )}
          </>
        }
      />
      <div className={styles.browse}>
        <Panel title={t("knowledge.categories")}>
          <Tree
            key={categories.length}
            blockNode
            defaultExpandAll
            aria-label={t("knowledge.categories")}
            selectedKeys={[category ?? ALL]}
            onSelect={([key]) => filters.set({ category: key === undefined || key === ALL ? undefined : String(key) })}
            treeData={[{ key: ALL, title: t("knowledge.every_category") }, ...titled(tree)]}
          />
        </Panel>
        <div>
          <FilterBar filters={filters}>
            <TextFilter {...filters} name="q" label={t("knowledge.search")} />
            <TextFilter {...filters} name="product" label={t("knowledge.product")} />
            <ChoiceFilter
              {...filters}
              name="sort"
              label={t("knowledge.sort")}
              options={SORTS.map((one) => ({ value: one, label: t(`knowledge.sorts.${one}`) }))}
            />
            {writes && (
              <ChoiceFilter
                {...filters}
                name="view"
                label={t("knowledge.view")}
                options={VIEWS.map((one) => ({ value: one, label: t(`knowledge.views.${one}`) }))}
              />
            )}
          </FilterBar>
          <DataTable<Article>
            query={query}
            filters={filters}
            teach={t(writes ? "knowledge.teach_writer" : "knowledge.teach")}
            columns={[
              { title: t("knowledge.number"), width: 76, className: "figure", dataIndex: "number" },
              {
                title: t("knowledge.name"),
                render: (_, row) => (
                  <>
                    <Link to={`/knowledge/${row.id}`}>{titleOf(row, i18n.language)}</Link>{" "}
                    {row.public && <Tag color="blue">{t("knowledge.public")}</Tag>}
                    {row.product && <div className={styles.why}>{row.product}</div>}
                  </>
                ),
              },
              { title: t("knowledge.category"), width: 120, render: (_, row) => name(row.category_id) },
              {
                title: t("knowledge.state"),
                width: 110,
                render: (_, row) => <States article={row} />,
              },
              { title: t("knowledge.used"), width: 90, align: "end", className: "figure", dataIndex: "used" },
              {
                title: t("knowledge.published_at"),
                width: 164,
                render: (_, row) => (
                  <span className="figure">{formatDateTime(instant(row.published_at), i18n.language)}</span>
                ),
              },
            ]}
          />
        </div>
      </div>
      <Suspense>{managing && <CategoriesDrawer onClose={() => setManaging(false)} />}</Suspense>
    </>
  );
}
