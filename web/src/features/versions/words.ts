import { useTranslation } from "react-i18next";
import { pickText } from "@/shared/format";
import type { Version } from "./model";

/** What a kind of settings, and one of its things, is called. */
export function useVersionWords() {
  const { t, i18n } = useTranslation();
  const part = (name: string) => t([`configfile.parts.${name}`], { defaultValue: name });
  const thing = (row: Pick<Version, "part" | "ident" | "name_zh" | "name_en">) =>
    row.part === "settings"
      ? t([`configfile.settings.${row.ident}`], { defaultValue: row.ident })
      : pickText({ zh: row.name_zh, en: row.name_en }, i18n.language) || row.ident;
  return { part, thing };
}
