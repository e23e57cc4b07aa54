import { useTranslation } from "react-i18next";
import { useDictionary } from "@/shared/dictionaries";
import { usePerson } from "@/shared/directory";
import { asDefinition, type CustomerField } from "@/shared/fields/customer";
import { pickText } from "@/shared/format";
import { useUnitName } from "@/shared/units";
import { KINDS } from "../listing";
import { ownOf, type StatisticsRow } from "../statistics";

type Named = Pick<StatisticsRow, "key" | "name">;

/** What a key of the statistics is called. */
export function useKeyName(by: string, fields: readonly CustomerField[]): (row: Named) => string {
  const { t, i18n } = useTranslation();
  const categories = useDictionary("customer_category");
  const sources = useDictionary("customer_source");
  const levels = useDictionary("customer_level");
  const person = usePerson();
  const unit = useUnitName();
  const own = fields.find((one) => one.code === ownOf(by));

  function ofOwn(key: string): string {
    if (own?.kind === "yes_no") return t(key === "1" ? "common.yes" : "common.no");
    const option = own && asDefinition(own).options?.find((one) => one.code === key);
    return option ? pickText({ zh: option.zh, en: option.en }, i18n.language) : key;
  }

  return ({ key, name }) => {
    if (key === "") return t("customerstats.without");
    if (ownOf(by) !== null) return ofOwn(key);
    switch (by) {
      case "category":
        return categories.nameOf(key);
      case "source":
        return sources.nameOf(key);
      case "level":
        return levels.nameOf(key);
      case "kind": {
        const kind = KINDS.find((one) => one === key);
        return kind ? t(`customerlist.kinds.${kind}`) : key;
      }
      case "owner":
        return person(key) || t("fields.unknown");
      case "unit":
        return unit(key) || t("fields.unknown");
      case "province":
      case "city":
        return pickText(name, i18n.language) || key;
      case "provisional":
        return t(key === "true" ? "customerlist.unknown_callers" : "customerlist.filled_in");
      default:
        return key;
    }
  };
}
