import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { instant } from "@/api/clock";
import { usePerson } from "@/shared/directory";
import { formatDateTime, pickText } from "@/shared/format";
import { useNumber } from "@/shared/number";
import { isEmpty } from "./conditions";
import { useSurroundings } from "./context";
import type { FieldDefinition } from "./definitions";
import { useFieldOptions } from "./FieldControl";
import { FileList } from "./FileControl";
import { useFileNames } from "./files";

/** A stored value in the words of the page. */
export function FieldValue({ field, value }: { field: FieldDefinition; value: unknown }) {
  const { t, i18n } = useTranslation();
  const { names } = useSurroundings();
  const person = usePerson();
  const number = useNumber();
  const options = useFieldOptions(field);
  if (isEmpty(value)) return <>–</>;
  const called = pickText(names[`${field.kind}:${String(value)}`], i18n.language);
  switch (field.kind) {
    case "choice":
    case "choices":
      return <>{codes(value, options)}</>;
    case "yes_no":
      return <>{t(value ? "common.yes" : "common.no")}</>;
    case "money":
      return <span className="figure">¥{String(value)}</span>;
    case "datetime":
      return <>{formatDateTime(instant(String(value)), i18n.language).slice(0, -3)}</>;
    case "phone":
      return <span className="figure">{number(String(value))}</span>;
    case "user":
      return <>{person(String(value)) || t("fields.unknown")}</>;
    case "customer":
      return called ? <Link to={`/customers/${String(value)}`}>{called}</Link> : t("fields.unknown");
    case "document":
      return called ? <Link to={`/documents/${String(value)}`}>{called}</Link> : t("fields.unknown");
    case "unit":
    case "product_owned":
      return <>{called || t("fields.unknown")}</>;
    case "file":
      return <Files ids={Array.isArray(value) ? (value as string[]) : []} />;
    default:
      return <>{String(value)}</>;
  }
}

function codes(value: unknown, options: readonly { value: string; label: string }[]): string {
  const names = new Map(options.map((one) => [one.value, one.label]));
  return [value]
    .flat()
    .map((code) => names.get(String(code)) ?? String(code))
    .join(", ");
}

function Files({ ids }: { ids: readonly string[] }) {
  return <FileList files={useFileNames(ids).known} />;
}
