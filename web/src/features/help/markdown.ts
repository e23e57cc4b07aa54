/** The little markdown that the guides are written in, as data: nothing of it ever becomes HTML by itself. */

export type Inline =
  | { kind: "text"; text: string }
  | { kind: "code"; text: string }
  | { kind: "strong"; parts: Inline[] }
  | { kind: "emphasis"; parts: Inline[] }
  | { kind: "link"; to: string; parts: Inline[] };

export type Block =
  | { kind: "heading"; level: number; parts: Inline[]; id: string }
  | { kind: "paragraph"; parts: Inline[] }
  | { kind: "code"; text: string }
  | { kind: "list"; ordered: boolean; items: Inline[][] }
  | { kind: "table"; head: Inline[][]; rows: Inline[][][] }
  | { kind: "quote"; parts: Inline[] };

const INLINE = /`([^`]+)`|\*\*(.+?)\*\*|(?<![\w*])\*([^*\s][^*]*)\*(?!\w)|!?\[([^\]]*)\]\(([^)\s]*)\)/;
const ITEM = /^(\s*)(?:([-*])|\d+\.)\s+(.*)$/;

export function inline(text: string): Inline[] {
  const found = INLINE.exec(text);
  if (!found) return text ? [{ kind: "text", text }] : [];
  const [all, code, strong, emphasis, label, to] = found;
  const before = text.slice(0, found.index);
  const part: Inline =
    code !== undefined
      ? { kind: "code", text: code }
      : strong !== undefined
        ? { kind: "strong", parts: inline(strong) }
        : emphasis !== undefined
          ? { kind: "emphasis", parts: inline(emphasis) }
          : { kind: "link", to: to ?? "", parts: inline(label ?? "") };
  return [
    ...(before ? [{ kind: "text", text: before } as Inline] : []),
    part,
    ...inline(text.slice(found.index + all.length)),
  ];
}

export const plain = (parts: readonly Inline[]): string =>
  parts.map((part) => ("text" in part ? part.text : plain(part.parts))).join("");

const cells = (line: string) =>
  line
    .trim()
    .replace(/^\||\|$/g, "")
    .split(/(?<!\\)\|/)
    .map((cell) => inline(cell.trim().replaceAll("\\|", "|")));

/** Lines of one paragraph belong together; Chinese ones without a space between them. */
const joined = (lines: readonly string[]) =>
  lines
    .map((line) => line.trim())
    .reduce((before, line) => (before && /[\x20-\x7e]$/.test(before) ? `${before} ${line}` : before + line), "");

export function parse(markdown: string): Block[] {
  const lines = markdown.split("\n");
  const blocks: Block[] = [];
  let at = 0;
  const line = () => lines[at] ?? "";
  const take = (fits: (text: string) => boolean): string[] => {
    const taken: string[] = [];
    while (at < lines.length && fits(line())) {
      taken.push(line());
      at += 1;
    }
    return taken;
  };
  const begins = (text: string) => /^(#{1,6} |```|\||> )/.test(text) || ITEM.test(text) || text.trim() === "";

  while (at < lines.length) {
    const heading = /^(#{1,6}) (.*)$/.exec(line());
    if (line().trim() === "") at += 1;
    else if (heading) {
      const parts = inline(heading[2] ?? "");
      blocks.push({ kind: "heading", level: heading[1]?.length ?? 1, parts, id: `h${blocks.length}` });
      at += 1;
    } else if (line().startsWith("```")) {
      at += 1;
      blocks.push({ kind: "code", text: take((text) => !text.startsWith("```")).join("\n") });
      at += 1;
    } else if (line().startsWith("|")) {
      const [head, ...rest] = take((text) => text.startsWith("|"));
      const rows = rest.filter((row) => !/^\|[\s:|-]+\|?$/.test(row));
      blocks.push({ kind: "table", head: cells(head ?? ""), rows: rows.map(cells) });
    } else if (line().startsWith("> ")) {
      blocks.push({
        kind: "quote",
        parts: inline(joined(take((text) => text.startsWith("> ")).map((text) => text.slice(2)))),
      });
    } else if (ITEM.test(line())) blocks.push(list());
    else {
      const first = line();
      at += 1;
      blocks.push({ kind: "paragraph", parts: inline(joined([first, ...take((text) => !begins(text))])) });
    }
  }
  return blocks;

  function list(): Block {
    const ordered = ITEM.exec(line())?.[2] === undefined;
    const items: string[][] = [];
    while (at < lines.length) {
      const item = ITEM.exec(line());
      if (item) items.push([item[3] ?? ""]);
      else if (line().trim() !== "" && /^\s/.test(line())) items.at(-1)?.push(line());
      else break;
      at += 1;
    }
    return { kind: "list", ordered, items: items.map((item) => inline(joined(item))) };
  }
}

/** Where a link of a guide leads within the application: another guide; nothing for a file of the source tree. */
export function place(to: string): { guide: string } | { address: string } | null {
  const guide = /^guide-([a-z-]+?)(?:\.zh)?\.md(?:#.*)?$/.exec(to)?.[1];
  if (guide) return { guide };
  return /^https?:\/\//.test(to) ? { address: to } : null;
}
