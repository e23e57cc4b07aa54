import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { nameTab } from "@/shared/tabTitle";
import { browserLanguage, LANGUAGES, toUiLanguage, type UiLanguage } from "./language";

export { browserLanguage, LANGUAGES, toUiLanguage, type UiLanguage };

const STORE_KEY = "hotline.language";

/** What the frame and the desk need, and everything. */
const loaders: Record<UiLanguage, { core: () => Promise<object>; all: () => Promise<object> }> = {
  "zh-CN": {
    core: async () => (await import("./zh-CN/core")).core,
    all: async () => (await import("./zh-CN")).catalogue,
  },
  en: {
    core: async () => (await import("./en/core")).core,
    all: async () => (await import("./en")).catalogue,
  },
};

/** Whether a page was opened that says more than the core. */
let everything = false;
const loaded = new Set<string>();

/** The language chosen in this browser, else the browser's own, else Chinese. */
export function preferredLanguage(stored: string | null, tags: readonly string[]): UiLanguage {
  if (stored === "zh-CN" || stored === "en") return stored;
  return browserLanguage(tags) ?? "zh-CN";
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
  const part = everything ? "all" : "core";
  if (loaded.has(`${language} ${part}`)) return;
  i18next.addResourceBundle(language, "translation", await loaders[language][part](), true, true);
  loaded.add(`${language} ${part}`);
}

/** Words for pages beyond the desk; they come together with the page itself. */
export async function allWords(): Promise<void> {
  everything = true;
  await load(i18next.language as UiLanguage);
}

/** The same in both languages, for pages that write texts in both. */
export async function bothLanguages(): Promise<void> {
  everything = true;
  await Promise.all(LANGUAGES.map(load));
}

function describeDocument(language: UiLanguage): void {
  document.documentElement.lang = language;
  nameTab(i18next.t("common.product"));
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
