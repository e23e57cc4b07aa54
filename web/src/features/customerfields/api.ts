import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import { CUSTOMER_FIELDS, useCustomerFields } from "@/shared/fields/customer";
import type { CustomerField } from "./model";

export { useCustomerFields };

/** Replaces all fields; `version` is the one that they were made from. */
export function useSaveFields() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { version: string; fields: CustomerField[] }) =>
      take(api.PUT("/api/v1/customer-fields", { body })),
    onSuccess: (saved) => client.setQueryData(CUSTOMER_FIELDS, saved),
    onError: () => void client.invalidateQueries({ queryKey: CUSTOMER_FIELDS }),
  });
}
