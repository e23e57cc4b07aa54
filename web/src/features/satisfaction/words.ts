import { useTranslation } from "react-i18next";
import type { RatingRow } from "@/api/types";
import { pickText } from "@/shared/format";

/** What was asked, what was answered and how, in words. */
export function useRatingWords() {
  const { t, i18n } = useTranslation();
  return {
    question: (row: RatingRow) => pickText(row.title && { ...row.title }, i18n.language) || row.question,
    answer: (row: RatingRow) => pickText(row.meaning && { ...row.meaning }, i18n.language),
    via: (row: RatingRow) => (row.via === "sms" ? t("satisfaction.by_link") : t("satisfaction.by_keys")),
  };
}
