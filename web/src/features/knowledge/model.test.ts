import { describe, expect, it } from "vitest";
import type { ArticleDetail, Attachment, Category } from "@/api/types";
import { BLANK, categoryTree, contentOf, languagesOf, statesOf, valuesOf } from "./model";

const category = (id: string, parent_id: string | null, articles: number, position = 0): Category => ({
  id,
  parent_id,
  name_zh: id,
  name_en: id,
  position,
  articles,
});

describe("categories", () => {
  it("are a tree in their order, each with what is below it", () => {
    const tree = categoryTree([category("a", null, 1, 2), category("b", "a", 2), category("c", null, 4, 1)], "zh-CN");
    expect(tree.map((node) => [node.title, node.articles])).toEqual([
      ["c", 4],
      ["a", 3],
    ]);
    expect(tree[1]?.children.map((node) => node.title)).toEqual(["b"]);
  });
});

describe("an article's state", () => {
  it("is what readers see, and what has become of a newer version", () => {
    expect(statesOf({ state: "draft", pending: "review", current: false })).toEqual(["review"]);
    expect(statesOf({ state: "draft", pending: null, current: false })).toEqual(["draft"]);
    expect(statesOf({ state: "published", pending: "rejected", current: true })).toEqual(["published", "rejected"]);
    expect(statesOf({ state: "published", pending: null, current: false })).toEqual(["outside"]);
    expect(statesOf({ state: "withdrawn", pending: null, current: false })).toEqual(["withdrawn"]);
  });
});

describe("what is written", () => {
  it("leaves out a language without a title, and empty keywords", () => {
    const values = {
      ...BLANK,
      texts: { zh: { title: " 题 ", body: "文", spoken: "" }, en: { title: " ", body: "lost", spoken: "" } },
      keywords: [" 暖气 ", ""],
    };
    expect(contentOf(values)).toMatchObject({
      texts: { zh: { title: "题", body: "文", spoken: "" } },
      keywords: ["暖气"],
      category_id: null,
      valid_until: null,
    });
    expect(Object.keys(contentOf(values).texts)).toEqual(["zh"]);
  });

  it("goes on from the draft, with the files that the draft has", () => {
    const file = (id: string) => ({ id, name: id }) as Attachment;
    const article = {
      id: "a",
      code: null,
      unit_id: "root",
      content: { texts: { zh: { title: "旧", body: "", spoken: "" } }, attachments: ["1"] },
      draft: { content: { texts: { en: { title: "New", body: "", spoken: "" } }, attachments: ["2"] } },
    } as unknown as ArticleDetail;
    const values = valuesOf(article, [file("1"), file("2")]);
    expect(values.texts.en.title).toBe("New");
    expect(values.texts.zh.title).toBe("");
    expect(values.attachments.map((one) => one.id)).toEqual(["2"]);
  });

  it("is read in the reader's language first", () => {
    const content = { texts: { zh: { title: "题" }, en: { title: "T" } } } as never;
    expect(languagesOf(content, "en")).toEqual(["en", "zh"]);
    expect(languagesOf(content, "zh-CN")).toEqual(["zh", "en"]);
  });
});
