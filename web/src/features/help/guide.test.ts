import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Block, type Inline, inline, plain } from "@/shared/text/markdown";
import { place, readGuide } from "./guide";

describe("inline", () => {
  it("knows code, strong words, emphasis and links, also within each other", () => {
    expect(inline("a **b `c`** *d* [e](guide-flows.md) f", { anyLink: true })).toEqual([
      { kind: "text", text: "a " },
      {
        kind: "strong",
        parts: [
          { kind: "text", text: "b " },
          { kind: "code", text: "c" },
        ],
      },
      { kind: "text", text: " " },
      { kind: "em", parts: [{ kind: "text", text: "d" }] },
      { kind: "text", text: " " },
      { kind: "link", href: "guide-flows.md", parts: [{ kind: "text", text: "e" }] },
      { kind: "text", text: " f" },
    ]);
  });

  it("leaves a lone star and markup of other languages as text", () => {
    for (const text of ["press * or #", "<b onclick=x>no</b>", "2 * 3 * 4"]) expect(plain(inline(text))).toBe(text);
    expect(inline("<script>x</script>")).toEqual([{ kind: "text", text: "<script>x</script>" }]);
  });
});

describe("blocks", () => {
  it("are headings, paragraphs, code, lists and tables", () => {
    const blocks = readGuide(
      "# T\n\none\ntwo\n\n```\nx = 1\n\n# no heading\n```\n- a\n  b\n- c\n\n| h | i |\n|---|---|\n| 1 | `a\\|b` |",
    );
    expect(blocks.map((block) => block.kind)).toEqual(["heading", "paragraph", "code", "list", "table"]);
    expect(blocks[1]).toMatchObject({ lines: [[{ text: "one two" }]] });
    expect(blocks[2]).toEqual({ kind: "code", text: "x = 1\n\n# no heading" });
    expect(blocks[3]).toMatchObject({ ordered: false, items: [[{ text: "a b" }], [{ text: "c" }]] });
    expect(blocks[4]).toMatchObject({ rows: [[[{ text: "1" }], [{ kind: "code", text: "a|b" }]]] });
  });

  it("join Chinese lines without a space", () => {
    expect(readGuide("流程规定客户听到什么，\n按键通向哪里。")).toMatchObject([
      { lines: [[{ text: "流程规定客户听到什么，按键通向哪里。" }]] },
    ]);
  });

  const folder = join(import.meta.dirname, "../../../../docs");
  const files = readdirSync(folder).filter((name) => name.startsWith("guide-"));
  it.each(files)("of %s lose no word", (name) => {
    const text = readFileSync(join(folder, name), "utf8");
    const shown = readGuide(text).flatMap(wordsOf);
    const words = (all: string) =>
      all
        .replace(/\]\([^)]*\)/g, "")
        .match(/[\p{L}\p{N}]+/gu)
        ?.join("") ?? "";
    const ordered = /^\s*\d+\.\s/gm;
    const fences = /^```\w*$/gm;
    expect(words(plain(shown))).toBe(words(text.replace(ordered, "").replace(fences, "")));
  });
});

function wordsOf(block: Block): Inline[] {
  switch (block.kind) {
    case "code":
      return [{ kind: "text", text: block.text }];
    case "list":
      return block.items.flat();
    case "table":
      return [block.head, ...block.rows].flat(2);
    case "quote":
      return block.blocks.flatMap(wordsOf);
    case "paragraph":
      return block.lines.flat();
    case "heading":
      return block.parts;
    case "rule":
      return [];
  }
}

describe("links", () => {
  it("lead to guides and the web, never into the source tree or a script", () => {
    expect(place("guide-prompts-hours.zh.md#x")).toEqual({ guide: "prompts-hours" });
    expect(place("https://example.com/a")).toEqual({ address: "https://example.com/a" });
    for (const to of ["contracts.md", "../README.md", "javascript:alert(1)", "//evil.example"])
      expect(place(to)).toBeNull();
  });
});
