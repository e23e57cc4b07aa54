/** Administrators' fields of customers (crm/customers/definitions.py), and which of them a customer has. */
import { useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { components } from "@/api/schema";
import { visibleValues } from "./conditions";
import type { FieldDefinition, Values } from "./definitions";

export type CustomerField = components["schemas"]["CustomerFieldRow"];

export const CUSTOMER_FIELDS = ["customer-fields"];

export function useCustomerFields() {
  return useQuery({
    queryKey: CUSTOMER_FIELDS,
    queryFn: () => take(api.GET("/api/v1/customer-fields")),
    staleTime: 60_000,
  });
}

/** A customer's own properties, at which conditions may look. */
export interface Around {
  kind: string;
  category: string;
  source: string;
  level: string;
}

export function applies(field: CustomerField, { kind, category }: Pick<Around, "kind" | "category">): boolean {
  if (field.active === false) return false;
  const kinds: readonly string[] = field.kinds ?? [];
  const categories = field.categories ?? [];
  return (kinds.length === 0 || kinds.includes(kind)) && (categories.length === 0 || categories.includes(category));
}

export const asDefinition = (field: CustomerField): FieldDefinition => field as unknown as FieldDefinition;

/** What a new customer's form starts with. */
export function defaultsOf(fields: readonly CustomerField[]): Values {
  return Object.fromEntries(
    fields.filter((one) => one.default !== null && one.default !== undefined).map((one) => [one.code, one.default]),
  );
}

/** What is sent of what was typed: only fields that the customer has and that differ from what is stored. */
export function changedValues(
  fields: readonly CustomerField[],
  typed: Values,
  stored: Values | null,
  around: Around,
): Values {
  const mine = fields.filter((one) => applies(one, around)).map(asDefinition);
  const values = Object.fromEntries(mine.map(({ code }) => [code, typed[code] ?? null]));
  const shown = visibleValues(mine, values, { ...around });
  if (!stored) return Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== null));
  return Object.fromEntries(
    Object.entries(shown).filter(([code, value]) => JSON.stringify(value) !== JSON.stringify(stored[code] ?? null)),
  );
}
