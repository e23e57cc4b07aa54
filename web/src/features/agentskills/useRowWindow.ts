import { useCallback, useLayoutEffect, useRef, useState } from "react";

export const ROW = 36;
/** Rows drawn beyond what is seen, so that quick scrolling shows no gap. */
const BEYOND = 8;
/** Taken for the height until it is known. */
const HEIGHT = 600;

/** Which of many rows of one height are on the screen. `head`: the height of what stays above them. */
export function useRowWindow(count: number, head: number) {
  const box = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState({ top: 0, height: HEIGHT });
  const look = useCallback(() => {
    const node = box.current;
    if (!node) return;
    const next = { top: Math.floor(node.scrollTop / ROW), height: node.clientHeight || HEIGHT };
    setSeen((last) => (last.top === next.top && last.height === next.height ? last : next));
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: fewer rows may move what is seen
  useLayoutEffect(() => {
    look();
    window.addEventListener("resize", look);
    return () => window.removeEventListener("resize", look);
  }, [look, count]);

  /** Scroll only as far as is needed to see the row between head and foot. */
  const reveal = useCallback(
    (row: number) => {
      const node = box.current;
      if (!node || row < 0) return;
      const room = (node.clientHeight || HEIGHT) - head;
      if (row * ROW < node.scrollTop) node.scrollTop = row * ROW;
      else if ((row + 1) * ROW > node.scrollTop + room) node.scrollTop = (row + 1) * ROW - room;
      look();
    },
    [head, look],
  );

  const rows = Math.ceil(seen.height / ROW);
  const first = Math.max(0, Math.min(seen.top, count - rows) - BEYOND);
  const page = Math.max(1, Math.floor((seen.height - head) / ROW) - 1);
  return { box, look, reveal, first, end: Math.min(count, seen.top + rows + BEYOND), page };
}

/** The rows to draw, in order: those from `first` to before `end`, and one more (-1: none). */
export function placesOf(first: number, end: number, more: number): number[] {
  const seen = Array.from({ length: Math.max(0, end - first) }, (_, index) => first + index);
  if (more < 0 || (more >= first && more < end)) return seen;
  return more < first ? [more, ...seen] : [...seen, more];
}
