import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useDictionary } from "@/shared/dictionaries";
import { usePeople } from "@/shared/directory";
import type { FieldDefinition } from "@/shared/fields/definitions";
import { FieldFilter } from "@/shared/fields/FieldFilter";
import { ChoiceFilter, FilterBar, PeriodFilter, TextFilter } from "@/shared/list/Filters";
import type { ListFilters } from "@/shared/list/useListFilters";
import { KINDS } from "../listing";
import { GivenFilters } from "./GivenFilters";

interface Props {
  filters: ListFilters<string>;
  /** The company's own fields that the list is narrowed by. */
  fields: readonly FieldDefinition[];
  /** Whether one looks for words too. */
  searched?: boolean;
  /** What stands before the filters. */
  children?: ReactNode;
}

/** What the list of customers is narrowed by. */
export function CustomerFilters({ filters, fields, searched = true, children }: Props) {
  const { t } = useTranslation();
  const people = usePeople();
  const categories = useDictionary("customer_category");
  const sources = useDictionary("customer_source");
  const levels = useDictionary("customer_level");
  return (
    <FilterBar filters={filters}>
      {children}
      {searched && <TextFilter {...filters} name="q" label={t("customers.search")} width={260} />}
      <ChoiceFilter {...filters} name="category" label={t("customers.category")} options={categories.options} />
      <ChoiceFilter {...filters} name="source" label={t("customers.source")} options={sources.options} />
      {levels.options.length > 0 && (
        <ChoiceFilter {...filters} name="level" label={t("customerlist.level")} options={levels.options} />
      )}
      <ChoiceFilter
        {...filters}
        name="kind"
        label={t("customerlist.kind")}
        width={110}
        options={KINDS.map((value) => ({ value, label: t(`customerlist.kinds.${value}`) }))}
      />
      <TextFilter {...filters} name="tag" label={t("customerlist.tag")} width={130} />
      <ChoiceFilter {...filters} name="owner" label={t("customerlist.owner")} width={150} options={people} />
      <ChoiceFilter
        {...filters}
        name="provisional"
        label={t("customerlist.entered")}
        width={150}
        options={[
          { value: "false", label: t("customerlist.filled_in") },
          { value: "true", label: t("customerlist.unknown_callers") },
        ]}
      />
      <PeriodFilter {...filters} label={t("customerlist.created")} />
      {fields.map((field) => (
        <FieldFilter key={field.code} field={field} filters={filters} />
      ))}
      <GivenFilters filters={filters} />
    </FilterBar>
  );
}
