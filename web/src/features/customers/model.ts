import type { Customer, CustomerChange, CustomerDetail, CustomerInput } from "@/api/types";
import type { Around } from "@/shared/fields/customer";
import { isDiallable } from "@/shared/number";

export interface CustomerFormValues {
  name: string;
  sex: "" | "male" | "female";
  phones: { number: string; label: string }[];
  category: string | undefined;
  source: string | undefined;
  region_zh: string;
  region_en: string;
  address: string;
  note: string;
}

/** What the form starts with: the customer's data, or a caller's number and region. */
export function formValues(
  customer: Customer | null,
  number: string,
  region: Record<string, string>,
): CustomerFormValues {
  if (!customer) {
    return {
      name: "",
      sex: "",
      phones: [{ number: isDiallable(number) ? number : "", label: "" }],
      category: undefined,
      source: undefined,
      region_zh: region.zh ?? "",
      region_en: region.en ?? "",
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
    region_zh: customer.region_zh,
    region_en: customer.region_en,
    address: customer.address,
    note: customer.note,
  };
}

/** What is sent: empty phones are left out. */
export function toInput(values: CustomerFormValues, customer: Customer | null): CustomerInput & CustomerChange {
  return {
    name: values.name.trim(),
    sex: values.sex,
    phones: values.phones
      .filter((phone) => phone?.number?.trim())
      .map((p) => ({ number: p.number.trim(), label: p.label ?? "" })),
    category: values.category ?? "",
    source: values.source ?? "",
    region_zh: values.region_zh ?? "",
    region_en: values.region_en ?? "",
    address: values.address ?? "",
    note: values.note ?? "",
    ...(customer ? { version: customer.version } : {}),
  };
}

/** The numbers that have been typed, as far as they are some. */
export function numbersIn({ phones = [] }: Partial<CustomerFormValues>): string[] {
  return phones.map((one) => one?.number?.replace(/[\s-]/g, "") ?? "").filter(isDiallable);
}

/** What is asked to find those who may be the one who is being entered, empty while too little is typed. A number that
 * is not shown whole finds nobody. */
export function likeQuery(values: Partial<CustomerFormValues>, exclude: string | null): LikeQuery | null {
  const name = values.name?.trim() ?? "";
  const address = values.address?.trim() ?? "";
  const [phone = ""] = numbersIn(values);
  if (name.length < 2 && address.length < 2 && phone === "") return null;
  return {
    ...(name.length >= 2 && { name }),
    ...(address.length >= 2 && { address }),
    ...(phone && { phone }),
    ...(exclude && { exclude }),
  };
}

export interface LikeQuery {
  name?: string;
  address?: string;
  household?: string;
  phone?: string;
  exclude?: string;
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
