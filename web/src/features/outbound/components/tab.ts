import type { Rules } from "../model";

/** What every part of the page gets. */
export interface TabProps {
  rules: Rules;
  put: (more: Partial<Rules>) => void;
  /** What the server refused here, and at which rule. */
  failure: { key: string; text: string } | null;
  /** Whether what is looked for is in one of these texts. */
  has: (...texts: string[]) => boolean;
}
