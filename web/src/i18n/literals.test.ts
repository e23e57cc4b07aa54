import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const CHINESE = /[\u3400-\u9fff\uff00-\uffef]/;
const WORDS = /[A-Za-z]{2,}/;
const SHOWN_ATTRIBUTES = new Set([
  "title",
  "label",
  "placeholder",
  "alt",
  "aria-label",
  "description",
  "help",
  "okText",
  "cancelText",
]);
/** An example of what is typed there is no text. */
const EXAMPLE = /^\d+$/;

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ["i18n", "test"].includes(entry.name) ? [] : sources(path);
    return /\.tsx?$/.test(entry.name) && !/\.(test|d)\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

function literals(path: string): string[] {
  const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const place = (node: ts.Node, text: string) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${relative(root, path)}:${line + 1} ${text.trim()}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node) && WORDS.test(node.text)) place(node, node.text);
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      // Escapes are how the two names of languages and a sample document are written.
      if (CHINESE.test(node.getText())) place(node, node.text);
    }
    if (ts.isJsxAttribute(node) && node.initializer && ts.isStringLiteral(node.initializer)) {
      const text = node.initializer.text;
      if (SHOWN_ATTRIBUTES.has(node.name.getText()) && WORDS.test(text) && !EXAMPLE.test(text)) place(node, text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe("texts for people", () => {
  it("are in the catalogues, not in the code", () => {
    expect(sources(root).flatMap(literals)).toEqual([]);
  });
});

describe("files", () => {
  it("stay small", () => {
    const long = sources(root).filter(
      (path) => !path.includes("schema") && readFileSync(path, "utf8").split("\n").length > 300,
    );
    expect(long.map((path) => relative(root, path))).toEqual([]);
  });
});
