import i18next from "i18next";
import { describe, expect, it } from "vitest";
import { catalogue as english } from "./en";
import { browserLanguage, preferredLanguage } from "./index";
import { catalogue as chinese } from "./zh-CN";

function flatten(tree: object, prefix = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    const path = prefix ? `${prefix}.${key}` : key;
    if (typeof value === "string") found.set(path, value);
    else for (const [inner, text] of flatten(value as object, path)) found.set(inner, text);
  }
  return found;
}

const zh = flatten(chinese);
const en = flatten(english);
/** English says one of something in its own words: beside `made` ("{{count}} visits have…") there is `made_one`. */
const singular = (key: string) => key.endsWith("_one") && (en.get(key.slice(0, -4)) ?? "").includes("{{count}}");
const NO_PLURALS = /^(ms|is|was|has|as|this|others)$|ss$/;
const MANY = /^(people|are|have|were|criteria)$/;
/** Whether what follows a count is right for several only. */
const plural = (text: string) =>
  [...text.matchAll(/\{\{count\}\}((?: [a-z-]+){1,3})/g)].some((match) =>
    (match[1] ?? "").split(" ").some((word) => MANY.test(word) || (/^[a-z-]+s$/.test(word) && !NO_PLURALS.test(word))),
  );
const placeholders = (text: string) => [...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map((match) => match[1]).sort();

describe("catalogues", () => {
  it("have the same keys", () => {
    expect([...en.keys()].filter((key) => !singular(key)).sort()).toEqual([...zh.keys()].sort());
  });

  it("say one of what is counted as English does", () => {
    const missing = [...en].filter(([key, text]) => plural(text) && !en.has(`${key}_one`) && !singular(key));
    expect(missing).toEqual([]);
    const wrong = [...en].filter(([key, text]) => singular(key) && /\{\{count\}\} (?!ms\b)[a-z-]+[^s]s\b/.test(text));
    expect(wrong).toEqual([]);
  });

  it("are found by the count", async () => {
    await i18next.init({ lng: "en", resources: { en: { translation: english }, "zh-CN": { translation: chinese } } });
    expect(i18next.t("customerlist.delete_sure", { count: 1 })).toBe("Delete 1 customer?");
    expect(i18next.t("customerlist.delete_sure", { count: 2 })).toBe("Delete 2 customers?");
    expect(i18next.t("customerlist.delete_sure", { count: 1, lng: "zh-CN" })).toContain("1");
  });

  it("say something for every key", () => {
    for (const [key, text] of [...zh, ...en]) expect(text.trim(), key).not.toBe("");
  });

  it("put in the same values", () => {
    for (const [key, text] of zh) expect(placeholders(en.get(key) ?? ""), key).toEqual(placeholders(text));
  });

  it("have no Chinese characters in the English one", () => {
    for (const [key, text] of en) expect(text, key).not.toMatch(/[\u3400-\u9fff]/);
  });

  it("have Chinese characters in the Chinese one", () => {
    for (const [key, text] of zh) expect(text, key).toMatch(/[\u3400-\u9fff]|\{\{/);
  });
});

describe("the language shown first", () => {
  it("is the one chosen before", () => {
    expect(preferredLanguage("en", ["zh-CN"])).toBe("en");
  });

  it("is the browser's first that is spoken here", () => {
    expect(preferredLanguage(null, ["fr", "en-GB", "zh-TW"])).toBe("en");
    expect(preferredLanguage(null, ["zh-Hans"])).toBe("zh-CN");
  });

  it("is Chinese otherwise", () => {
    expect(browserLanguage(["fr"])).toBeNull();
    expect(preferredLanguage(null, ["fr"])).toBe("zh-CN");
    expect(preferredLanguage("nonsense", [])).toBe("zh-CN");
  });
});
