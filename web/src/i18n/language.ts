/** Which of the two languages to begin with. Nothing else is loaded with this: the page of a customer's link uses it. */
export const LANGUAGES = ["zh-CN", "en"] as const;
export type UiLanguage = (typeof LANGUAGES)[number];

/** The first of the browser's languages that is Chinese or English, or null. */
export function browserLanguage(tags: readonly string[]): UiLanguage | null {
  for (const tag of tags) {
    if (tag.toLowerCase().startsWith("zh")) return "zh-CN";
    if (tag.toLowerCase().startsWith("en")) return "en";
  }
  return null;
}

export function toUiLanguage(code: string | null | undefined): UiLanguage | null {
  if (code === "zh" || code === "zh-CN") return "zh-CN";
  return code === "en" ? "en" : null;
}
