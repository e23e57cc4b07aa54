/** A small part of Markdown, as data: what articles, notices and guides are written in. No HTML passes through it. */

export type Inline =
  | { kind: "text"; text: string }
  | { kind: "code"; text: string }
  | { kind: "strong" | "em"; parts: Inline[] }
  | { kind: "link"; href: string; parts: Inline[] };

export type Block =
  | { kind: "heading"; level: number; parts: Inline[] }
  | { kind: "paragraph"; lines: Inline[][] }
  | { kind: "list"; ordered: boolean; items: Inline[][] }
  | { kind: "quote"; blocks: Block[] }
  | { kind: "code"; text: string }
  | { kind: "table"; head: Inline[][]; rows: Inline[][][] }
  | { kind: "rule" };

/** How a text is written. `wrapped`: a paragraph's lines were broken by its width and mean nothing. `anyLink`: links
 * are kept as they are, and whoever shows them decides where they may lead. */
export interface Manner {
  wrapped?: boolean;
  anyLink?: boolean;
}

const HEADING = /^(#{1,6})\s+(.+?)\s*#*$/;
const BULLET = /^\s*[-*+]\s+(.*)$/;
const NUMBERED = /^\s*\d{1,3}(?:[.)](?!\d)|、)\s*(.+)$/;
const RULE = /^\s*([-*_])(?:\s*\1){2,}\s*$/;
const FENCE = /^```/;
const QUOTE = /^>\s?(.*)$/;
const ROW = /^\|/;
const DIVIDER = /^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$/;
const INLINE =
  /`([^`]+)`|\*\*(.+?)\*\*|(?<![\w*])\*([^*\s](?:[^*]*[^*\s])?)\*(?!\w)|!?\[([^\]]+)\]\(([^)\s]+)\)|(https?:\/\/[^\s<>()，。；、）]+)/;
const SAFE = /^(https?:\/\/|mailto:|tel:|\/(?!\/))/i;

export function inline(text: string, manner: Manner = {}): Inline[] {
  const found = INLINE.exec(text);
  if (!found) return text ? [{ kind: "text", text }] : [];
  const [whole, code, strong, em, label, href, bare] = found;
  const before: Inline[] = found.index > 0 ? [{ kind: "text", text: text.slice(0, found.index) }] : [];
  const rest = inline(text.slice(found.index + whole.length), manner);
  return [...before, made(), ...rest];

  function made(): Inline {
    if (code !== undefined) return { kind: "code", text: code };
    if (strong !== undefined) return { kind: "strong", parts: inline(strong, manner) };
    if (em !== undefined) return { kind: "em", parts: inline(em, manner) };
    if (bare !== undefined) return { kind: "link", href: bare, parts: [{ kind: "text", text: bare }] };
    if (href === undefined || !(manner.anyLink || SAFE.test(href))) return { kind: "text", text: whole };
    return { kind: "link", href, parts: inline(label ?? href, manner) };
  }
}

/** The words alone. */
export const plain = (parts: readonly Inline[]): string =>
  parts.map((part) => ("text" in part ? part.text : plain(part.parts))).join("");

/** Lines that belong together as one; Chinese ones without a space between them. */
const joined = (lines: readonly string[]) =>
  lines
    .map((line) => line.trim())
    .reduce((before, line) => (before && /[\x20-\x7e]$/.test(before) ? `${before} ${line}` : before + line), "");

export function blocks(source: string, manner: Manner = {}): Block[] {
  const lines = source.replace(/\r\n?/g, "\n").split("\n");
  const words = (text: string) => inline(text, manner);
  const cells = (line: string) =>
    line
      .trim()
      .replace(/^\||\|$/g, "")
      .split(/(?<!\\)\|/)
      .map((cell) => words(cell.trim().replaceAll("\\|", "|")));
  const found: Block[] = [];
  let at = 0;
  const take = (matches: (line: string) => boolean): string[] => {
    const from = at;
    while (at < lines.length && matches(lines[at] ?? "")) at += 1;
    return lines.slice(from, at);
  };
  const begins = (line: string) =>
    line.trim() === "" || [HEADING, BULLET, NUMBERED, RULE, FENCE, QUOTE, ROW].some((each) => each.test(line));

  while (at < lines.length) {
    const line = lines[at] ?? "";
    const heading = HEADING.exec(line);
    if (line.trim() === "") {
      at += 1;
    } else if (heading) {
      at += 1;
      found.push({ kind: "heading", level: heading[1]?.length ?? 1, parts: words(heading[2] ?? "") });
    } else if (RULE.test(line)) {
      at += 1;
      found.push({ kind: "rule" });
    } else if (FENCE.test(line)) {
      at += 1;
      const text = take((each) => !FENCE.test(each)).join("\n");
      at += 1;
      found.push({ kind: "code", text });
    } else if (QUOTE.test(line)) {
      const inner = take((each) => QUOTE.test(each)).map((each) => QUOTE.exec(each)?.[1] ?? "");
      found.push({ kind: "quote", blocks: blocks(inner.join("\n"), manner) });
    } else if (BULLET.test(line) || NUMBERED.test(line)) {
      found.push(list());
    } else if (line.includes("|") && DIVIDER.test(lines[at + 1] ?? "")) {
      at += 2;
      const rows = take((each) => each.includes("|")).map(cells);
      found.push({ kind: "table", head: cells(line), rows });
    } else {
      const first = lines[at] ?? "";
      at += 1;
      const more = take((each) => !begins(each));
      const own = manner.wrapped ? [joined([first, ...more])] : [first, ...more].map((each) => each.trim());
      found.push({ kind: "paragraph", lines: own.map(words) });
    }
  }
  return found;

  /** An item goes on in lines that are indented; those of a list within it follow it. */
  function list(): Block {
    const first = lines[at] ?? "";
    const mark = BULLET.test(first) ? BULLET : NUMBERED;
    const items: string[][] = [];
    for (; at < lines.length; at += 1) {
      const line = lines[at] ?? "";
      const isInner = /^\s/.test(line) && items.length > 0;
      const item = mark.exec(line) ?? (isInner ? (BULLET.exec(line) ?? NUMBERED.exec(line)) : null);
      if (item) items.push([item[1] ?? ""]);
      else if (isInner && line.trim() !== "") items.at(-1)?.push(line);
      else break;
    }
    return { kind: "list", ordered: mark === NUMBERED, items: items.map((item) => words(joined(item))) };
  }
}
