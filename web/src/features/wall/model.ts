export const PER_PAGE = 6;
export const TURN_SECONDS = 12;

/** How many pages so many queues fill; at least one. */
export function pagesOf(queues: number): number {
  return Math.max(1, Math.ceil(queues / PER_PAGE));
}

/** The page shown `steps` turns after the first one, in either direction. */
export function turn(steps: number, pages: number): number {
  return ((steps % pages) + pages) % pages;
}
