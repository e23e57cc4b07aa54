import { useTranslation } from "react-i18next";
import type { CustomerDetail } from "@/api/types";
import type { PropertyName } from "@/features/customers/properties";
import { useDictionary } from "@/shared/dictionaries";
import { usePerson } from "@/shared/directory";
import { Surroundings } from "@/shared/fields/context";
import { asDefinition, type CustomerField } from "@/shared/fields/customer";
import { FieldValue } from "@/shared/fields/FieldValue";
import { pickText } from "@/shared/format";
import { ownCode } from "../model";

interface Props {
  customer: CustomerDetail;
  name: string;
  fields: readonly CustomerField[];
}

/** One of a customer's values in words; a dash for none. */
export function Value({ customer, name, fields }: Props) {
  const code = ownCode(name);
  if (code === null) return <Property customer={customer} name={name as PropertyName} />;
  const field = fields.find((one) => one.code === code);
  const owner = { kind: "customer", id: customer.id };
  return field ? (
    <Surroundings value={{ names: customer.names ?? {}, customer: customer.id, owner }}>
      <FieldValue field={asDefinition(field)} value={customer.fields[code]} />
    </Surroundings>
  ) : (
    <>–</>
  );
}

function Property({ customer, name }: { customer: CustomerDetail; name: PropertyName }) {
  const { t, i18n } = useTranslation();
  const person = usePerson();
  const categories = useDictionary("customer_category");
  const levels = useDictionary("customer_level");
  const sources = useDictionary("customer_source");
  const text = (): string => {
    switch (name) {
      case "kind":
        return t(`customerfields.customer_kind.${customer.kind}`);
      case "sex":
        return customer.sex && t(`customers.${customer.sex}`);
      case "category":
        return customer.category && categories.nameOf(customer.category);
      case "level":
        return customer.level && levels.nameOf(customer.level);
      case "source":
        return customer.source && sources.nameOf(customer.source);
      case "language":
        return customer.language === "zh" || customer.language === "en" ? t(`words.language.${customer.language}`) : "";
      case "region":
        return pickText({ zh: customer.region_zh, en: customer.region_en }, i18n.language) || customer.region_code;
      case "owner_id":
        return customer.owner_id ? person(customer.owner_id) || t("fields.unknown") : "";
      default:
        return customer[name];
    }
  };
  return <>{text() || "–"}</>;
}

/** What a value is called. */
export function useLabel(fields: readonly CustomerField[]): (name: string) => string {
  const { t, i18n } = useTranslation();
  return (name) => {
    const code = ownCode(name);
    if (code === null) return t(`merging.value.${name as PropertyName}`);
    return pickText(fields.find((one) => one.code === code)?.label, i18n.language) || code;
  };
}
