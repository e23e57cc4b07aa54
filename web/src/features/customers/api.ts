import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { components } from "@/api/schema";
import type { CustomerChange, CustomerDetail, CustomerInput } from "@/api/types";
import type { LikeQuery } from "./model";

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

/** Who may be the customer that is being entered, the likeliest first. */
export function useSimilar(query: LikeQuery | null) {
  return useQuery({ ...similarTo(query ?? {}), enabled: query !== null, placeholderData: keepPreviousData });
}

/** Customers who may be the one of whom these values are known. */
export function similarTo(query: LikeQuery) {
  return queryOptions({
    queryKey: ["duplicates", query],
    queryFn: () => take(api.GET("/api/v1/customers/duplicates", { params: { query } })),
  });
}

/** He who was being entered is this customer: the numbers are his, too, and whoever called from them unknown is he. */
export function useTakeCustomer() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, numbers }: { id: string; numbers: readonly string[] }): Promise<CustomerDetail> => {
      const customer = await take(api.GET("/api/v1/customers/{id}", { params: { path: { id } } }));
      const phones = [...customer.phones, ...numbers.map((number) => ({ number, label: "" }))];
      const body = { phones, version: customer.version };
      return numbers.length === 0
        ? customer
        : take(api.PATCH("/api/v1/customers/{id}", { params: { path: { id } }, body }));
    },
    onSuccess: (taken) => {
      client.setQueryData(["customer", taken.id], taken);
      for (const queryKey of [["customers"], ["calls"], ["duplicates"], ["customer", taken.id]])
        void client.invalidateQueries({ queryKey });
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
