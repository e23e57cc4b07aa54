import { useTranslation } from "react-i18next";
import { pickText } from "@/shared/format";
import { ChoiceFilter, TextFilter } from "@/shared/list/Filters";
import type { ListFilters } from "@/shared/list/useListFilters";
import type { FieldDefinition } from "./definitions";
import { useFieldOptions } from "./FieldControl";

/** A list's filter by a field of the company's own, kept as `field.CODE`. */
export function FieldFilter({ field, filters }: { field: FieldDefinition; filters: ListFilters<string> }) {
  const { t, i18n } = useTranslation();
  const options = useFieldOptions(field);
  const common = { ...filters, name: `field.${field.code}`, label: pickText(field.label, i18n.language) };
  if (field.kind === "text") return <TextFilter {...common} />;
  const yesNo = [
    { value: "true", label: t("common.yes") },
    { value: "false", label: t("common.no") },
  ];
  return <ChoiceFilter {...common} options={field.kind === "yes_no" ? yesNo : options} />;
}
