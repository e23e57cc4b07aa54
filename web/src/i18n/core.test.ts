import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { catalogue } from "./zh-CN";
import { core } from "./zh-CN/core";

const root = join(import.meta.dirname, "..");
/** They open pages, and see to the words themselves. */
const BEYOND = [
  "app/routes.tsx",
  "features/customers/components/Belongings.tsx",
  "features/customers/components/OwnFields.tsx",
  "features/desk/components/QueueForm.tsx",
  "features/desk/components/TicketEntry.tsx",
  "features/knowledge/components/Suggestions.tsx",
  "features/setup/SetupBanner.tsx",
];
const FIRST = [
  "main.tsx",
  "features/desk/DeskPage.tsx",
  "features/auth/LoginPage.tsx",
  "features/auth/NewPasswordPage.tsx",
];

function fileOf(from: string, to: string): string | undefined {
  const base = to.startsWith("@/") ? join(root, to.slice(2)) : to.startsWith(".") ? join(dirname(from), to) : null;
  if (base === null) return undefined;
  return [".ts", ".tsx", "/index.ts"]
    .map((end) => base + end)
    .find((path) => existsSync(path) && statSync(path).isFile());
}

/** Everything that is loaded with the first pages, now or when somebody presses something there. */
function reached(path: string, seen: Map<string, string>): Map<string, string> {
  if (seen.has(path) || BEYOND.includes(relative(root, path)) || relative(root, path).startsWith("i18n/")) return seen;
  const text = readFileSync(path, "utf8");
  seen.set(path, text);
  for (const [, to] of text.matchAll(/(?:from\s+|import\(\s*|import\s+)"([^"]+)"/g)) {
    const next = fileOf(path, to ?? "");
    if (next) reached(next, seen);
  }
  return seen;
}

describe("the words that are loaded first", () => {
  it("are all that the frame and the desk say", () => {
    const seen = new Map<string, string>();
    for (const first of [...FIRST, "features/frame/Frame.tsx"]) reached(join(root, first), seen);
    expect(seen.size).toBeGreaterThan(80);
    const beyond = Object.keys(catalogue).filter((part) => !(part in core));
    const missing = [...seen].flatMap(([path, text]) =>
      beyond
        .filter((part) => new RegExp(`\\bt\\(\\s*\\[?["'\`]${part}\\.`).test(text))
        .map((part) => `${relative(root, path)}: ${part}`),
    );
    expect(missing).toEqual([]);
  });
});
