import { describe, expect, it } from "vitest";
import { blocks, inline } from "./markdown";

describe("markdown", () => {
  it("has headings, lists, quotes, code, tables and paragraphs with their line breaks", () => {
    const source =
      "# 停暖\n\n先关阀门\n再放气\n\n- 甲\n- 乙\n\n1. 一\n2. 二\n\n> 注意\n\n```\na | b\n```\n\n| 项 | 价 |\n|---|---|\n| 阀 | 5 |\n\n---";
    expect(blocks(source).map((block) => block.kind)).toEqual([
      "heading",
      "paragraph",
      "list",
      "list",
      "quote",
      "code",
      "table",
      "rule",
    ]);
    expect(blocks(source)[1]).toEqual({
      kind: "paragraph",
      lines: [[{ kind: "text", text: "先关阀门" }], [{ kind: "text", text: "再放气" }]],
    });
  });

  it("never loses text, whatever it is", () => {
    for (const odd of ["*", "**", "[a](", "`", "|", "```", ">", "#", "1.", "a*b*c**d", "__x__"]) {
      expect(JSON.stringify(blocks(`x${odd}`))).toContain("x");
    }
  });

  it("goes on with an item in indented lines, takes inner lists into it, and knows a number from an item", () => {
    expect(blocks("- 甲\n  乙\n  1. 丙\n- 丁\n\n1.5 kW")).toMatchObject([
      { kind: "list", ordered: false, items: [[{ text: "甲乙" }], [{ text: "丙" }], [{ text: "丁" }]] },
      { kind: "paragraph", lines: [[{ text: "1.5 kW" }]] },
    ]);
  });

  it("marks words and makes links", () => {
    expect(inline("按 **1** 见 [说明](https://a.example/x)")).toEqual([
      { kind: "text", text: "按 " },
      { kind: "strong", parts: [{ kind: "text", text: "1" }] },
      { kind: "text", text: " 见 " },
      { kind: "link", href: "https://a.example/x", parts: [{ kind: "text", text: "说明" }] },
    ]);
  });

  it("makes no link that could do harm", () => {
    for (const href of ["javascript:alert(1)", "data:text/html,x", "//evil.example", "JaVaScript:x"]) {
      expect(inline(`[x](${href})`).every((part) => part.kind === "text")).toBe(true);
    }
  });
});
