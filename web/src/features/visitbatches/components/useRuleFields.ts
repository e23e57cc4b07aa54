import { useTranslation } from "react-i18next";
import { ticketStatus } from "@/shared/codeWords";
import type { FieldDefinition } from "@/shared/fields/definitions";
import { useProperties } from "../api";
import { chosenFrom, type Rule } from "../model";

/** What a rule's conditions may look at, with what can be chosen. */
export function useRuleFields(source: Rule["source"]): FieldDefinition[] {
  const { t } = useTranslation();
  const properties = useProperties().data?.[source] ?? [];
  return properties.map((one) =>
    chosenFrom(one as FieldDefinition, {
      status: (code) => ticketStatus(code, t),
      kind: (code) => t(`customerfields.customer_kind.${code as "person"}`),
    }),
  );
}
