import type { Customer, CustomerChange, CustomerDetail, CustomerInput } from "@/api/types";
import type { Around } from "@/shared/fields/customer";
import { isDiallable } from "@/shared/number";

export interface CustomerFormValues {
  name: string;
  sex: "" | "male" | "female";
  phones: { number: string; label: string }[];
  category?: string;
  source?: string;
  region: string;
  address: string;
  note: string;
}

/** What the form starts with: the customer's data, or a caller's number and region. */
export function formValues(
  customer: Customer | null,
  number: string,
  region: Record<string, string>,
  english: boolean,
): CustomerFormValues {
  if (!customer) {
    return {
      name: "",
      sex: "",
      phones: [{ number: isDiallable(number) ? number : "", label: "" }],
      region: (english ? region.en : region.zh) ?? "",
      address: "",
      note: "",
    };
  }
  return {
    name: customer.name,
    sex: customer.sex,
    phones: customer.phones.map(({ number, label }) => ({ number, label: label ?? "" })),
    category: customer.category || undefined,
    source: customer.source || undefined,
    region: english ? customer.region_en : customer.region_zh,
    address: customer.address,
    note: customer.note,
  };
}

/** What is sent: empty phones are left out; the region is kept in the language in which it was edited. */
export function toInput(
  values: CustomerFormValues,
  customer: Customer | null,
  region: Record<string, string>,
  english: boolean,
): CustomerInput & CustomerChange {
  const known = customer
    ? { zh: customer.region_zh, en: customer.region_en }
    : { zh: region.zh ?? "", en: region.en ?? "" };
  const edited = values.region ?? "";
  return {
    name: values.name.trim(),
    sex: values.sex,
    phones: values.phones
      .filter((phone) => phone?.number?.trim())
      .map((p) => ({ number: p.number.trim(), label: p.label ?? "" })),
    category: values.category ?? "",
    source: values.source ?? "",
    region_zh: english ? known.zh : edited,
    region_en: english ? edited : known.en,
    address: values.address ?? "",
    note: values.note ?? "",
    ...(customer ? { version: customer.version } : {}),
  };
}

/** What conditions see: the customer's properties, with what the form says of them. */
export function aroundOf(customer: CustomerDetail | null, typed: { category?: string; source?: string }): Around {
  return {
    kind: customer?.kind ?? "person",
    category: typed.category ?? "",
    source: typed.source ?? "",
    level: customer?.level ?? "",
  };
}

/** The code of the company's own field at which the server refused something. */
export function ownField(place: string | undefined): string | null {
  return /^fields\.(\w+)/.exec(place ?? "")?.[1] ?? null;
}
