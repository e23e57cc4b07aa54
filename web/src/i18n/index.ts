import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type { Catalogue } from "./catalogue";

export const LANGUAGES = ["zh-CN", "en"] as const;
export type UiLanguage = (typeof LANGUAGES)[number];

const STORE_KEY = "hotline.language";

const loaders: Record<UiLanguage, () => Promise<{ catalogue: Catalogue }>> = {
  "zh-CN": () => import("./zh-CN"),
  en: () => import("./en"),
};

/** The chosen language, else the first of the browser's that is Chinese or English, else Chinese. */
export function preferredLanguage(stored: string | null, browser: readonly string[]): UiLanguage {
  if (stored === "zh-CN" || stored === "en") return stored;
  for (const tag of browser) {
    if (tag.toLowerCase().startsWith("zh")) return "zh-CN";
    if (tag.toLowerCase().startsWith("en")) return "en";
  }
  return "zh-CN";
}

export function toUiLanguage(code: string | null | undefined): UiLanguage | null {
  if (code === "zh" || code === "zh-CN") return "zh-CN";
  return code === "en" ? "en" : null;
}

/** The language code that the API uses. */
export function apiLanguage(language: UiLanguage): "zh" | "en" {
  return language === "zh-CN" ? "zh" : "en";
}

export function hasStoredLanguage(): boolean {
  return localStorage.getItem(STORE_KEY) !== null;
}

async function load(language: UiLanguage): Promise<void> {
  if (i18next.hasResourceBundle(language, "translation")) return;
  const { catalogue } = await loaders[language]();
  i18next.addResourceBundle(language, "translation", catalogue);
}

function describeDocument(language: UiLanguage): void {
  document.documentElement.lang = language;
  document.title = i18next.t("common.product");
}

export async function startI18n(): Promise<void> {
  const language = preferredLanguage(localStorage.getItem(STORE_KEY), navigator.languages);
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: {},
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
    returnEmptyString: false,
  });
  await load(language);
  await i18next.changeLanguage(language);
  describeDocument(language);
}

export async function switchLanguage(language: UiLanguage): Promise<void> {
  await load(language);
  await i18next.changeLanguage(language);
  localStorage.setItem(STORE_KEY, language);
  describeDocument(language);
}
