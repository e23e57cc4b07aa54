import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { TICKET_STATUSES } from "@/api/types";
import { ticketStatus } from "@/shared/codeWords";
import { useDictionary } from "@/shared/dictionaries";
import { usePeople } from "@/shared/directory";
import type { FieldDefinition } from "@/shared/fields/definitions";
import { FieldFilter } from "@/shared/fields/FieldFilter";
import { pickText } from "@/shared/format";
import { ChoiceFilter, FilterBar, PeriodFilter, TextFilter } from "@/shared/list/Filters";
import type { ListFilters } from "@/shared/list/useListFilters";
import { useUnits } from "@/shared/units";
import { useDocumentTypes } from "../api";
import { choosableTypes, familyName, stepsOf } from "../model";
import type { TypeDocument } from "../types";

interface Props {
  filters: ListFilters<string>;
  /** The chosen type, as far as it is known. */
  type: TypeDocument | null | undefined;
  /** Those of its fields that the list is filtered by. */
  fields: readonly FieldDefinition[];
}

/** What a list of documents is narrowed by; once a type is chosen, by its own fields too. */
export function DocumentFilters({ filters, type, fields }: Props) {
  const { t, i18n } = useTranslation();
  const people = usePeople();
  const units = useUnits();
  const types = useDocumentTypes();
  const words = useDictionary("ticket_type");
  const all = choosableTypes(types.data ?? [], words.options, (one) => pickText(one.name, i18n.language));
  const families = [...new Set(all.map((one) => one.family))];
  const { values, set } = filters;
  const steps = stepsOf(type);
  const ofType = Object.fromEntries(
    ["node", ...fields.map((one) => `field.${one.code}`)].map((key) => [key, undefined]),
  );
  const kinds = all.filter((one) => !values.family || one.family === values.family);
  return (
    <FilterBar filters={filters}>
      <TextFilter {...filters} name="q" label={t("documents.search")} />
      {families.length > 1 && (
        <Select
          style={{ width: 120 }}
          allowClear
          value={values.family}
          placeholder={t("documents.family_any")}
          aria-label={t("documents.family_any")}
          onChange={(family?: string) => set({ ...ofType, family, type: undefined })}
          options={families.map((value) => ({ value, label: familyName(value, t) }))}
        />
      )}
      <ChoiceFilter
        {...filters}
        set={(change) => set({ ...ofType, ...change })}
        name="type"
        label={t("documents.type")}
        options={kinds.map(({ value, label }) => ({ value, label }))}
      />
      {(steps.length > 0 || values.node) && (
        <ChoiceFilter
          {...filters}
          name="node"
          label={t("documents.board.node")}
          options={steps.map((node) => ({ value: node.code, label: pickText(node.name, i18n.language) || node.code }))}
        />
      )}
      <ChoiceFilter
        {...filters}
        name="status"
        label={t("documents.status")}
        width={110}
        options={TICKET_STATUSES.map((value) => ({ value, label: ticketStatus(value, t) }))}
      />
      <ChoiceFilter
        {...filters}
        name="open"
        label={t("documents.open_any")}
        width={110}
        options={[
          { value: "true", label: t("documents.open_only") },
          { value: "false", label: t("documents.closed_only") },
        ]}
      />
      <ChoiceFilter
        {...filters}
        name="overdue"
        label={t("documents.overdue_any")}
        width={110}
        options={[
          { value: "true", label: t("documents.overdue") },
          { value: "false", label: t("documents.in_time") },
        ]}
      />
      <ChoiceFilter {...filters} name="handler" label={t("documents.handler")} options={people} />
      <ChoiceFilter
        {...filters}
        name="unit"
        label={t("documents.unit")}
        options={units.map((unit) => ({
          value: unit.id,
          label: i18n.language === "en" ? unit.name_en : unit.name_zh,
        }))}
      />
      <PeriodFilter {...filters} />
      {fields.map((field) => (
        <FieldFilter key={field.code} field={field} filters={filters} />
      ))}
    </FilterBar>
  );
}
