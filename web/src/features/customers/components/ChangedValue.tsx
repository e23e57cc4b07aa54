import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { addressesOf } from "@/features/merging/model";
import { useDictionary } from "@/shared/dictionaries";
import { usePerson } from "@/shared/directory";
import { Surroundings } from "@/shared/fields/context";
import { asDefinition, useCustomerFields } from "@/shared/fields/customer";
import { FieldValue } from "@/shared/fields/FieldValue";
import { pickText } from "@/shared/format";
import { useNumber } from "@/shared/number";
import { productPart } from "../changes";
import styles from "../parts.module.css";
import { PROPERTIES } from "../properties";

const OWN = "fields.";
const LISTED = ["addresses", "tags", "no_sms"] as const;
const OTHER = ["product", "products", "relation", "merged", "provisional"] as const;

/** What a value of the history is called. */
export function useChangeLabel(): (name: string) => string {
  const { t, i18n } = useTranslation();
  const fields = useCustomerFields().data?.fields ?? [];
  return (name) => {
    const part = productPart(name);
    if (part) return t(`customerparts.product.${part}`);
    if (name.startsWith(OWN)) {
      const code = name.slice(OWN.length);
      return pickText(fields.find((one) => one.code === code)?.label, i18n.language) || code;
    }
    const property = PROPERTIES.find((one) => one === name);
    if (property) return t(`merging.value.${property}`);
    const listed = LISTED.find((one) => one === name);
    if (listed) return t(`merging.${listed}`);
    const other = OTHER.find((one) => one === name);
    if (other) return t(`customerparts.changed.${other}`);
    if (name === "phones" || name === "number") return t(`customers.${name}`);
    return name;
  };
}

interface Props {
  name: string;
  value: unknown;
  names: Readonly<Record<string, Record<string, string>>>;
}

/** A value of the history in words. */
export function ChangedValue({ name, value, names }: Props) {
  const { t, i18n } = useTranslation();
  const fields = useCustomerFields().data?.fields ?? [];
  const relations = useDictionary("customer_relation");
  const text = usePropertyText();
  if (name.startsWith(OWN)) {
    const field = fields.find((one) => one.code === name.slice(OWN.length));
    if (!field) return <>{String(value)}</>;
    return (
      <Surroundings value={{ names, customer: null }}>
        <FieldValue field={asDefinition(field)} value={value} />
      </Surroundings>
    );
  }
  if (name === "relation" && Array.isArray(value)) {
    const called = pickText(names[`customer:${value[1]}`], i18n.language);
    return (
      <>
        {relations.nameOf(String(value[0]))}{" "}
        {called ? <Link to={`/customers/${value[1]}`}>{called}</Link> : t("fields.unknown")}
      </>
    );
  }
  return <span className={styles.value}>{text(name, value)}</span>;
}

function usePropertyText(): (name: string, value: unknown) => string {
  const { t, i18n } = useTranslation();
  const person = usePerson();
  const number = useNumber();
  const categories = useDictionary("customer_category");
  const levels = useDictionary("customer_level");
  const sources = useDictionary("customer_source");
  return (name, value) => {
    if (typeof value === "boolean") return t(value ? "common.yes" : "common.no");
    if (name === "region") {
      const { region_zh: zh = "", region_en: en = "", region_code: code = "" } = value as Record<string, string>;
      return pickText({ zh, en }, i18n.language) || code;
    }
    if (Array.isArray(value)) {
      if (name === "phones") return value.map((one) => number(String(one))).join(", ");
      return name === "addresses" ? addressesOf({ addresses: value }).join("; ") : value.join(", ");
    }
    const code = String(value);
    switch (name) {
      case "kind":
        return code === "person" || code === "company" || code === "dealer"
          ? t(`customerfields.customer_kind.${code}`)
          : code;
      case "sex":
        return code === "male" || code === "female" ? t(`customers.${code}`) : code;
      case "category":
        return categories.nameOf(code);
      case "level":
        return levels.nameOf(code);
      case "source":
        return sources.nameOf(code);
      case "language":
        return code === "zh" || code === "en" ? t(`words.language.${code}`) : code;
      case "owner_id":
        return person(code) || t("fields.unknown");
      default:
        return code;
    }
  };
}
