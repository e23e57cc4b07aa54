import { useCallback } from "react";
import { useTranslation } from "react-i18next";

/** A number as people in China write it: +86 is dropped, mobiles are grouped 3-4-4. Others stay as they are. */
export function formatNumber(number: string): string {
  const national = number.startsWith("+86") ? number.slice(3) : number;
  if (/^1\d{10}$/.test(national)) return `${national.slice(0, 3)} ${national.slice(3, 7)} ${national.slice(7)}`;
  if (!number.startsWith("+86")) return number;
  const area = /^(10|2\d)/.test(national) ? 2 : 3;
  return `0${national.slice(0, area)}-${national.slice(area)}`;
}

/** Whether a caller is one of the test phones in a browser, which have no telephone number. */
export function isTestPhone(number: string): boolean {
  return number.startsWith("guest");
}

/** Whether this can be a customer's telephone number. */
export function isDiallable(number: string): boolean {
  return /^\+?\d{2,}$/.test(number);
}

/** Writes numbers for people; a test phone is called by its name. */
export function useNumber(): (number: string | null | undefined) => string {
  const { t } = useTranslation();
  return useCallback(
    (number) => {
      if (!number) return "";
      return isTestPhone(number) ? t("words.test_phone") : formatNumber(number);
    },
    [t],
  );
}
