import type { TFunction } from "i18next";
import type { PasswordRules } from "@/api/types";

/** What a password has to be when the company says nothing else. */
export const USUAL_RULES: PasswordRules = { min_length: 8, kinds: 1, without_name: true };

/** What a password has to be, in one line. */
export function rulesText(rules: PasswordRules, t: TFunction): string {
  const parts = [t("auth.password_short", { count: rules.min_length })];
  if ((rules.kinds ?? 1) > 1) parts.push(t("auth.password_kinds", { count: rules.kinds }));
  if (rules.without_name) parts.push(t("auth.password_names"));
  return parts.join(" · ");
}

const REFUSALS = ["unreachable", "over", "declined", "refused", "unknown"] as const;

/** Why the identity provider let nobody in, from the address of the log-in page. */
export function refusalOf(word: string | null): (typeof REFUSALS)[number] | null {
  return REFUSALS.find((one) => one === word) ?? null;
}
