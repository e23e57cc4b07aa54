import { useTranslation } from "react-i18next";
import type { Customer } from "@/api/types";

/** A customer's name with the number that tells him from others of that name. */
export function useTitle(): (customer: Pick<Customer, "name" | "number">) => string {
  const { t } = useTranslation();
  return ({ name, number }) => t("merging.named", { name: name || t("customers.provisional_name"), number });
}
