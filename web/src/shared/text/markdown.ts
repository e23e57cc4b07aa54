/** A small part of Markdown, as data: what articles and notices are written in. No HTML passes through it. */

export type Inline =
  | { kind: "text"; text: string }
  | { kind: "code"; text: string }
  | { kind: "strong" | "em"; parts: Inline[] }
  | { kind: "link"; href: string; parts: Inline[] };

export type Block =
  | { kind: "heading"; level: 1 | 2 | 3 | 4; parts: Inline[] }
  | { kind: "paragraph"; lines: Inline[][] }
  | { kind: "list"; ordered: boolean; items: Inline[][] }
  | { kind: "quote"; blocks: Block[] }
  | { kind: "code"; text: string }
  | { kind: "table"; head: Inline[][]; rows: Inline[][][] }
  | { kind: "rule" };

const HEADING = /^(#{1,4})\s+(.+?)\s*#*$/;
const BULLET = /^\s{0,3}[-*+]\s+(.*)$/;
const NUMBERED = /^\s{0,3}\d{1,3}[.)、]\s*(.+)$/;
const RULE = /^\s*([-*_])(?:\s*\1){2,}\s*$/;
const FENCE = /^```/;
const QUOTE = /^>\s?(.*)$/;
const DIVIDER = /^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$/;
const INLINE =
  /`([^`]+)`|\*\*(.+?)\*\*|\*([^*\s](?:[^*]*[^*\s])?)\*|\[([^\]]+)\]\(([^)\s]+)\)|(https?:\/\/[^\s<>()，。；、）]+)/;
const SAFE = /^(https?:\/\/|mailto:|tel:|\/(?!\/))/i;

export function inline(text: string): Inline[] {
  const found = INLINE.exec(text);
  if (!found) return text ? [{ kind: "text", text }] : [];
  const [whole, code, strong, em, label, href, bare] = found;
  const before: Inline[] = found.index > 0 ? [{ kind: "text", text: text.slice(0, found.index) }] : [];
  const rest = inline(text.slice(found.index + whole.length));
  return [...before, made(), ...rest];

  function made(): Inline {
    if (code !== undefined) return { kind: "code", text: code };
    if (strong !== undefined) return { kind: "strong", parts: inline(strong) };
    if (em !== undefined) return { kind: "em", parts: inline(em) };
    if (bare !== undefined) return { kind: "link", href: bare, parts: [{ kind: "text", text: bare }] };
    if (href === undefined || !SAFE.test(href)) return { kind: "text", text: whole };
    return { kind: "link", href, parts: inline(label ?? href) };
  }
}

const cells = (line: string) =>
  line
    .trim()
    .replace(/^\||\|$/g, "")
    .split("|")
    .map((cell) => inline(cell.trim()));

export function blocks(source: string): Block[] {
  const lines = source.replace(/\r\n?/g, "\n").split("\n");
  const found: Block[] = [];
  let at = 0;
  const take = (matches: (line: string) => boolean): string[] => {
    const from = at;
    while (at < lines.length && matches(lines[at] ?? "")) at += 1;
    return lines.slice(from, at);
  };
  const begins = (line: string) =>
    line.trim() === "" || [HEADING, BULLET, NUMBERED, RULE, FENCE, QUOTE].some((each) => each.test(line));

  while (at < lines.length) {
    const line = lines[at] ?? "";
    const heading = HEADING.exec(line);
    if (line.trim() === "") {
      at += 1;
    } else if (heading) {
      at += 1;
      found.push({ kind: "heading", level: heading[1]?.length as 1 | 2 | 3 | 4, parts: inline(heading[2] ?? "") });
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
      found.push({ kind: "quote", blocks: blocks(inner.join("\n")) });
    } else if (BULLET.test(line) || NUMBERED.test(line)) {
      const mark = BULLET.test(line) ? BULLET : NUMBERED;
      const items = take((each) => mark.test(each)).map((each) => inline(mark.exec(each)?.[1] ?? ""));
      found.push({ kind: "list", ordered: mark === NUMBERED, items });
    } else if (line.includes("|") && DIVIDER.test(lines[at + 1] ?? "")) {
      at += 2;
      const rows = take((each) => each.includes("|")).map(cells);
      found.push({ kind: "table", head: cells(line), rows });
    } else {
      const first = lines[at] ?? "";
      at += 1;
      const more = take((each) => !begins(each));
      found.push({ kind: "paragraph", lines: [first, ...more].map((each) => inline(each.trim())) });
    }
  }
  return found;
}
