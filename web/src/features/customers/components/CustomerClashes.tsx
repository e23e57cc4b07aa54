import { Alert } from "antd";
import { useTranslation } from "react-i18next";
import { useDictionary } from "@/shared/dictionaries";
import { asDefinition, type CustomerField } from "@/shared/fields/customer";
import { pickText } from "@/shared/format";
import { ClashChoice } from "@/shared/ui/Clash";
import type { CustomerFormValues } from "../model";
import { codeOf, isOwn } from "../typed";
import type { TypedCustomer } from "../useTypedCustomer";

interface Props {
  typed: Pick<TypedCustomer, "clashes" | "moved">;
  fields: readonly CustomerField[];
  onTheirs: (name: string, value: unknown) => void;
  onMine: (name: string) => void;
}

const LABELS = {
  name: "name",
  sex: "sex",
  phones: "phones",
  category: "category",
  source: "source",
  region_zh: "region",
  region_en: "region",
  address: "address",
  note: "note",
} as const;

/** The customer was changed elsewhere while something was being typed here: nothing typed is lost, and where both
 * changed the same, one chooses. */
export function CustomerClashes({ typed, fields, onTheirs, onMine }: Props) {
  const { t, i18n } = useTranslation();
  const categories = useDictionary("customer_category");
  const sources = useDictionary("customer_source");
  if (!typed.moved) return null;

  function label(name: string): string {
    const own = fields.find((one) => isOwn(name) && one.code === codeOf(name));
    if (own) return pickText(own.label, i18n.language);
    const known = LABELS[name as keyof typeof LABELS];
    return known ? t(`customers.${known}`) : name;
  }

  function said(name: string, value: unknown): string {
    if (value === null || value === undefined || value === "") return "–";
    if (name === "sex") return t(value === "male" ? "customers.male" : "customers.female");
    if (name === "category") return categories.nameOf(String(value));
    if (name === "source") return sources.nameOf(String(value));
    if (name === "phones") return (value as CustomerFormValues["phones"]).map((one) => one.number).join(", ");
    if (typeof value === "boolean") return t(value ? "common.yes" : "common.no");
    const own = fields.find((one) => isOwn(name) && one.code === codeOf(name));
    const option = (one: unknown) => {
      const found = own && asDefinition(own).options?.find(({ code }) => code === one);
      return found ? pickText({ zh: found.zh, en: found.en }, i18n.language) : String(one);
    };
    return Array.isArray(value) ? value.map(option).join(", ") : option(value);
  }

  return (
    <Alert
      type={typed.clashes.length > 0 ? "warning" : "info"}
      showIcon
      style={{ marginBottom: 16 }}
      title={t(typed.clashes.length > 0 ? "customers.clash" : "customers.changed_meanwhile")}
      description={typed.clashes.map(({ name, theirs, mine }) => (
        <ClashChoice
          key={name}
          label={label(name)}
          theirs={said(name, theirs)}
          mine={said(name, mine)}
          onTheirs={() => onTheirs(name, theirs)}
          onMine={() => onMine(name)}
        />
      ))}
    />
  );
}
