import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Words } from "@/shared/fields/definitions";

/** A word of this feature in both languages, for what is named at its making. */
export function useBothWords(): (key: string) => Words {
  const { t } = useTranslation();
  return useCallback(
    (key) => ({
      zh: t(`doctypes.${key}`, { lng: "zh-CN", defaultValue: "" }),
      en: t(`doctypes.${key}`, { lng: "en", defaultValue: "" }),
    }),
    [t],
  );
}
