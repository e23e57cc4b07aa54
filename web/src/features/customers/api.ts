import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { components } from "@/api/schema";
import type { CustomerChange, CustomerDetail, CustomerInput } from "@/api/types";

export type Erased = components["schemas"]["Erased"];

export interface CustomerListQuery {
  q?: string;
  page: number;
  page_size: number;
}

export function useCustomer(id: string | null) {
  return useQuery({
    queryKey: ["customer", id],
    queryFn: () => take(api.GET("/api/v1/customers/{id}", { params: { path: { id: id ?? "" } } })),
    enabled: id !== null,
  });
}

export function useCustomerTimeline(id: string) {
  return useQuery({
    queryKey: ["customer", id, "timeline"],
    queryFn: () => take(api.GET("/api/v1/customers/{id}/timeline", { params: { path: { id } } })),
  });
}

/** Make a customer, or change one when `id` is given. */
export function useSaveCustomer(id: string | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: CustomerInput & CustomerChange): Promise<CustomerDetail> =>
      id === null
        ? take(api.POST("/api/v1/customers", { body }))
        : take(api.PATCH("/api/v1/customers/{id}", { params: { path: { id } }, body })),
    onSuccess: (saved) => {
      client.setQueryData(["customer", saved.id], saved);
      void client.invalidateQueries({ queryKey: ["customer", saved.id, "changes"] });
      void client.invalidateQueries({ queryKey: ["customers"] });
      void client.invalidateQueries({ queryKey: ["calls"] }); // his name stands there
    },
  });
}

/** Erase his personal data; everything that showed them is read anew. */
export function useErase(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) =>
      take(api.POST("/api/v1/customers/{id}/erase", { params: { path: { id } }, body: { reason } })),
    onSuccess: () => {
      for (const queryKey of [["customer"], ["customers"], ["calls"], ["duplicates"]])
        void client.invalidateQueries({ queryKey });
    },
  });
}
