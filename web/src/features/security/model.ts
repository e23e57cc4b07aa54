import type { SecurityBody, SecurityRow } from "@/api/types";

export const SECTIONS = ["passwords", "sessions", "locks", "captcha", "codes", "oidc"] as const;
export type Section = (typeof SECTIONS)[number];
export type Given = Pick<SecurityBody, Section | "client_secret">;

/** What can be changed of what was read. */
export function givenOf(row: SecurityRow): Given {
  const { passwords, sessions, locks, captcha, codes, oidc } = row;
  return { passwords, sessions, locks, captcha, codes, oidc };
}

/** How many people will have to enrol at their next log-in because of roles that are new in the list. Who has two of
 * them is counted twice: it is said as "up to". */
export function newlyAsked(
  before: readonly string[],
  after: readonly string[],
  roles: readonly { id: string; users: number }[],
): number {
  const fresh = after.filter((role) => !before.includes(role));
  return roles.filter((role) => fresh.includes(role.id)).reduce((sum, role) => sum + role.users, 0);
}
