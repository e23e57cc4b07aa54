import { Form } from "antd";
import { useTranslation } from "react-i18next";
import type { CustomerDetail } from "@/api/types";
import { Surroundings } from "@/shared/fields/context";
import { applies, asDefinition, type CustomerField } from "@/shared/fields/customer";
import type { FieldDefinition, Values } from "@/shared/fields/definitions";
import { FieldsForm } from "@/shared/fields/FieldsForm";
import { aroundOf, type CustomerFormValues } from "../model";

interface Props {
  fields: readonly CustomerField[];
  customer: CustomerDetail | null;
  typed: Values;
  errors: Readonly<Record<string, string>>;
  onChange: (code: string, value: unknown) => void;
}

/** The company's own fields in a customer's form; which there are follows from kind and category. */
export default function OwnFields({ fields, customer, typed, errors, onChange }: Props) {
  const { t } = useTranslation();
  const form = Form.useFormInstance<CustomerFormValues>();
  const category = Form.useWatch("category", form) ?? "";
  const source = Form.useWatch("source", form) ?? "";
  const around = aroundOf(customer, { category, source });
  const mine: FieldDefinition[] = fields.filter((one) => applies(one, around)).map(asDefinition);
  if (mine.length === 0) return null;
  const name = { zh: t("customers.own_fields"), en: t("customers.own_fields") };
  const owner = customer ? { kind: "customer", id: customer.id } : undefined;
  return (
    <Surroundings value={{ names: customer?.names ?? {}, customer: customer?.id ?? null, owner }}>
      <FieldsForm
        sections={[{ code: "own", name, fields: mine }]}
        values={typed}
        around={{ ...around }}
        editable="all"
        errors={errors}
        onChange={onChange}
        prefix="customer-"
      />
    </Surroundings>
  );
}
