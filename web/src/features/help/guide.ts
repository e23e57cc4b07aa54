import { type Block, blocks } from "@/shared/text/markdown";

/** A guide's text as data; where its links lead is for `place` to say. */
export const readGuide = (markdown: string): Block[] => blocks(markdown, { wrapped: true, anyLink: true });

/** The anchor of a guide's block, by its place in it. */
export const headingId = (place: number) => `h${place}`;

/** Where a link of a guide leads within the application: another guide; nothing for a file of the source tree. */
export function place(to: string): { guide: string } | { address: string } | null {
  const guide = /^guide-([a-z-]+?)(?:\.zh)?\.md(?:#.*)?$/.exec(to)?.[1];
  if (guide) return { guide };
  return /^https?:\/\//.test(to) ? { address: to } : null;
}
