import type { TFunction } from "i18next";
import { ApiError } from "@/api/errors";

/** One sentence that says what went wrong and, where we know it, what to do; in the language of the page. */
export function errorText(error: unknown, t: TFunction, language: string): string {
  if (!(error instanceof ApiError)) return t("errors.unknown");
  if (error.code === "network") return t("errors.network");
  if (error.code === "other_user") return t("errors.other_user");
  if (error.code === "removed") return t("errors.removed");
  const said = language === "en" ? error.message : error.messageZh || error.message;
  if (said) return said;
  if (error.status === 403) return t("errors.forbidden");
  if (error.status === 404) return t("errors.not_found");
  return error.status >= 500 ? t("errors.server") : t("errors.unknown");
}
