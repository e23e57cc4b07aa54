/** What belongs to a customer besides his own data (crm/customers/parts.py). */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Product = Schemas["ProductRow"];
export type ProductBody = Schemas["ProductBody"];
export type Relation = Schemas["RelationRow"];
export type NewRelation = Schemas["NewRelation"];

const productsOf = (customer: string) => ["customer", customer, "products"];
const relationsOf = (customer: string) => ["customer", customer, "relations"];

/** What a product is called: what people read on it, else the number by which it is told from others. */
export function productTitle({ name, model, serial, barcode }: Product): string {
  return [name, model].filter(Boolean).join(" ") || serial || barcode;
}

export function useProducts(customer: string) {
  return useQuery({
    queryKey: productsOf(customer),
    queryFn: () => take(api.GET("/api/v1/customers/{id}/products", { params: { path: { id: customer } } })),
  });
}

/** Enter a product, or change the one with the id that is given. */
export function useSaveProduct(customer: string) {
  const refresh = useRefresh(customer);
  return useMutation({
    mutationFn: ({ product, body }: { product: string | null; body: ProductBody }): Promise<Product> =>
      product === null
        ? take(api.POST("/api/v1/customers/{id}/products", { params: { path: { id: customer } }, body }))
        : take(
            api.PATCH("/api/v1/customers/{id}/products/{product}", {
              params: { path: { id: customer, product } },
              body,
            }),
          ),
    onSuccess: refresh,
  });
}

export function useRemoveProduct(customer: string) {
  const refresh = useRefresh(customer);
  return useMutation({
    mutationFn: (product: string) =>
      take(api.DELETE("/api/v1/customers/{id}/products/{product}", { params: { path: { id: customer, product } } })),
    onSettled: refresh,
  });
}

export function useRelations(customer: string) {
  return useQuery({
    queryKey: relationsOf(customer),
    queryFn: () => take(api.GET("/api/v1/customers/{id}/relations", { params: { path: { id: customer } } })),
  });
}

export function useRelate(customer: string) {
  const refresh = useRefresh(customer);
  return useMutation({
    mutationFn: (body: NewRelation) =>
      take(api.POST("/api/v1/customers/{id}/relations", { params: { path: { id: customer } }, body })),
    onSuccess: refresh,
  });
}

export function useUnrelate(customer: string) {
  const refresh = useRefresh(customer);
  return useMutation({
    mutationFn: (relation: Relation) =>
      take(
        api.DELETE("/api/v1/customers/{id}/relations/{relation}", {
          params: { path: { id: customer, relation: relation.id } },
        }),
      ),
    onSettled: refresh,
  });
}

/** Both sides of a relation show it, and each change is in the history. */
function useRefresh(customer: string) {
  const client = useQueryClient();
  return () => {
    for (const queryKey of [productsOf(customer), ["customer", customer, "changes"]])
      void client.invalidateQueries({ queryKey });
    void client.invalidateQueries({
      predicate: ({ queryKey }) => queryKey[0] === "customer" && queryKey[2] === "relations",
    });
  };
}
