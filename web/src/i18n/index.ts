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

/** The first of the browser's languages that is Chinese or English, or null. */
export function browserLanguage(tags: readonly string[]): UiLanguage | null {
  for (const tag of tags) {
    if (tag.toLowerCase().startsWith("zh")) return "zh-CN";
    if (tag.toLowerCase().startsWith("en")) return "en";
  }
  return null;
}

/** The language chosen in this browser, else the browser's own, else Chinese. */
export function preferredLanguage(stored: string | null, tags: readonly string[]): UiLanguage {
  if (stored === "zh-CN" || stored === "en") return stored;
  return browserLanguage(tags) ?? "zh-CN";
}

export function toUiLanguage(code: string | null | undefined): UiLanguage | null {
  if (code === "zh" || code === "zh-CN") return "zh-CN";
  return code === "en" ? "en" : null;
}

/** The language code that the API uses. */
export function apiLanguage(language: UiLanguage): "zh" | "en" {
  return language === "zh-CN" ? "zh" : "en";
}

/** Whether nothing on this computer says which language to use, so that the user's account decides. */
export function isLanguageOpen(): boolean {
  return localStorage.getItem(STORE_KEY) === null && browserLanguage(navigator.languages) === null;
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
