import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import "dayjs/locale/en-gb";
import "dayjs/locale/zh-cn";
import "@/shared/time/picked"; // date fields show the company's time

type Locale = typeof zhCN;

/** Days and months of a calendar are named by dayjs, under this name; with the British one weeks begin on Monday. */
function withDays(locale: Locale, days: string): Locale {
  const { DatePicker } = locale;
  return DatePicker ? { ...locale, DatePicker: { ...DatePicker, lang: { ...DatePicker.lang, locale: days } } } : locale;
}

const ENGLISH = withDays(enUS, "en_GB");
const CHINESE = withDays(zhCN, "zh_CN");

/** What antd's own parts say in the language of the page. */
export function localeOf(language: string): Locale {
  return language === "en" ? ENGLISH : CHINESE;
}
