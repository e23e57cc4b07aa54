import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { usePerson } from "@/shared/directory";
import { fieldsOf } from "@/shared/fields/definitions";
import { pickText } from "@/shared/format";
import { FIELD, sectionsOf } from "./model";
import type { DocumentDetail, Step } from "./types";

const COLUMNS = ["title", "content", "customer_id", "phone", "unit_id"] as const;

/** What the parts of a document are called in the page's language. */
export function useDocumentWords(document: DocumentDetail) {
  const { t, i18n } = useTranslation();
  const person = usePerson();
  const fields = useMemo(() => new Map(fieldsOf(sectionsOf(document)).map((field) => [field.code, field])), [document]);
  const name = useCallback(
    (kind: string, id: string | null | undefined) =>
      id ? pickText(document.names?.[`${kind}:${id}`], i18n.language) : "",
    [document, i18n.language],
  );
  const label = useCallback(
    (key: string): string => {
      const code = key.startsWith(FIELD) ? key.slice(FIELD.length) : key;
      const field = fields.get(code);
      if (field) return pickText(field.label, i18n.language);
      const column = COLUMNS.find((one) => one === key);
      return column ? t(`documents.column.${column}`) : code;
    },
    [fields, t, i18n.language],
  );
  /** A step's handler, or whose pool it waits in. */
  const handler = useCallback(
    (step: Step): string => {
      if (step.handler_id) return person(step.handler_id);
      const pools = step.pool.map((place) =>
        place.kind === "user" ? person(place.ref) : name(place.kind ?? "", place.ref),
      );
      const whose = pools.filter(Boolean).join(i18n.language === "en" ? ", " : "\u3001");
      return whose ? t("documents.pool_of", { whose }) : t("documents.pool");
    },
    [person, name, t, i18n.language],
  );
  return { fields, name, label, handler, person };
}

export type DocumentWords = ReturnType<typeof useDocumentWords>;
