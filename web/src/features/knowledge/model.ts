import dayjs, { type Dayjs } from "dayjs";
import type { Article, ArticleContent, ArticleDetail, Attachment, Category } from "@/api/types";
import { pickText } from "@/shared/format";
import { isoPicked, picked } from "@/shared/time/picked";

export const LANGUAGES = ["zh", "en"] as const;
export type Language = (typeof LANGUAGES)[number];
export const SORTS = ["newest", "used", "helpful"] as const;
/** What a writer may look at beside what everybody reads. */
export const VIEWS = ["current", "mine", "review", "draft", "withdrawn"] as const;
export type View = (typeof VIEWS)[number];

export function viewQuery(view: View): {
  current?: boolean;
  mine?: boolean;
  review?: boolean;
  state?: "draft" | "withdrawn";
} {
  switch (view) {
    case "current":
      return { current: true };
    case "mine":
      return { current: false, mine: true };
    case "review":
      return { current: false, review: true };
    default:
      return { current: false, state: view };
  }
}

export type ArticleState = "draft" | "review" | "rejected" | "published" | "withdrawn" | "superseded" | "outside";
const STATES = ["draft", "review", "rejected", "published", "withdrawn", "superseded"] as const;
export const STATE_COLOURS: Record<ArticleState, string> = {
  draft: "default",
  review: "gold",
  rejected: "red",
  published: "green",
  withdrawn: "red",
  superseded: "default",
  outside: "orange",
};

export const knownState = (state: string): ArticleState => STATES.find((one) => one === state) ?? "draft";

/** What to show of an article's states: whether it is read, and what has become of a newer version. */
export function statesOf(article: Pick<Article, "state" | "pending" | "current">): ArticleState[] {
  const state = knownState(article.state);
  const read: ArticleState[] = state === "published" && !article.current ? ["outside"] : [state];
  const pending = article.pending ? [knownState(article.pending)] : [];
  return state === "draft" && pending.length > 0 ? pending : [...read, ...pending];
}

export const titleOf = (article: Pick<Article, "title_zh" | "title_en">, language: string) =>
  pickText({ zh: article.title_zh, en: article.title_en }, language);

/** The languages that an article is written in, the reader's own first. */
export function languagesOf(content: ArticleContent, language: string): Language[] {
  const own: Language = language === "en" ? "en" : "zh";
  return [...LANGUAGES]
    .sort((a, b) => Number(b === own) - Number(a === own))
    .filter((each) => content.texts[each] !== undefined);
}

export interface CategoryNode {
  key: string;
  value: string;
  title: string;
  /** Current articles in it and below. */
  articles: number;
  children: CategoryNode[];
}

export function categoryTree(
  categories: readonly Category[],
  language: string,
  parent: string | null = null,
): CategoryNode[] {
  return categories
    .filter((one) => one.parent_id === parent)
    .sort((a, b) => a.position - b.position)
    .map((one) => {
      const children = categoryTree(categories, language, one.id);
      return {
        key: one.id,
        value: one.id,
        title: pickText({ zh: one.name_zh, en: one.name_en }, language),
        articles: (one.articles ?? 0) + children.reduce((sum, child) => sum + child.articles, 0),
        children,
      };
    });
}

interface Text {
  title: string;
  body: string;
  spoken: string;
}

/** What the form holds; a language without a title is left out. */
export interface Values {
  texts: Record<Language, Text>;
  code: string;
  unit_id: string;
  category_id: string | null;
  product: string;
  keywords: string[];
  public: boolean;
  valid_from: Dayjs | null;
  valid_until: Dayjs | null;
  attachments: Attachment[];
}

const EMPTY: Text = { title: "", body: "", spoken: "" };
export const BLANK: Values = {
  texts: { zh: EMPTY, en: EMPTY },
  code: "",
  unit_id: "root",
  category_id: null,
  product: "",
  keywords: [],
  public: false,
  valid_from: null,
  valid_until: null,
  attachments: [],
};

/** What was kept as text: it showed the clock of the field already. */
const day = (value: string | Dayjs | null | undefined) => (value ? dayjs(value) : null);

/** The form of an article: its draft where there is one. `files`: every file that it ever had. */
export function valuesOf(article: ArticleDetail, files: readonly Attachment[]): Values {
  const content = article.draft?.content ?? article.content;
  const had = content.attachments ?? [];
  return {
    texts: { zh: { ...EMPTY, ...content.texts.zh }, en: { ...EMPTY, ...content.texts.en } },
    code: article.code ?? "",
    unit_id: article.unit_id,
    category_id: content.category_id ?? null,
    product: content.product ?? "",
    keywords: content.keywords ?? [],
    public: content.public ?? false,
    valid_from: picked(content.valid_from),
    valid_until: picked(content.valid_until),
    attachments: files.filter((file) => had.includes(file.id)),
  };
}

export function revived(kept: Values): Values {
  return { ...BLANK, ...kept, valid_from: day(kept.valid_from), valid_until: day(kept.valid_until) };
}

export function contentOf(values: Values): ArticleContent {
  const written = LANGUAGES.filter((language) => values.texts[language].title.trim() !== "");
  return {
    texts: Object.fromEntries(
      written.map((language) => [language, { ...values.texts[language], title: values.texts[language].title.trim() }]),
    ),
    category_id: values.category_id ?? null,
    product: values.product.trim(),
    keywords: values.keywords.map((word) => word.trim()).filter(Boolean),
    public: values.public,
    attachments: values.attachments.map((file) => file.id),
    valid_from: values.valid_from ? isoPicked(values.valid_from) : null,
    valid_until: values.valid_until ? isoPicked(values.valid_until) : null,
  };
}
