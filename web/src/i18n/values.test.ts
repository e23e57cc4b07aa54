import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { catalogue } from "./en";

const root = join(import.meta.dirname, "..");

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "test" ? [] : sources(path);
    return /\.tsx?$/.test(entry.name) && !/\.(test|d)\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

function textOf(key: string): string | null {
  let found: unknown = catalogue;
  for (const part of key.split(".")) found = (found as Record<string, unknown> | undefined)?.[part];
  return typeof found === "string" ? found : null;
}

/** The values that a call `t(key, {…})` gives; null when they are not written down there. */
function given(values: ts.Expression | undefined): string[] | null {
  if (values === undefined) return [];
  if (!ts.isObjectLiteralExpression(values) || values.properties.some(ts.isSpreadAssignment)) return null;
  return values.properties.flatMap((one) => (one.name ? [one.name.getText()] : []));
}

function lacking(path: string): string[] {
  const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === "t") {
      const [key, values] = node.arguments;
      const text = key && ts.isStringLiteralLike(key) ? textOf(key.text) : null;
      const names = given(values);
      for (const [, name] of text?.matchAll(/\{\{\s*(\w+)\s*\}\}/g) ?? []) {
        if (names === null || names.includes(name ?? "")) continue;
        const { line } = source.getLineAndCharacterOfPosition(node.getStart());
        found.push(`${relative(root, path)}:${line + 1} ${key?.getText()} lacks ${name}`);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe("words with values in them", () => {
  it("are given every value", () => {
    expect(sources(root).flatMap(lacking)).toEqual([]);
  });
});
