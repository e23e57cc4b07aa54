import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { components } from "@/api/schema";
import type { QueryOf } from "@/api/types";
import { fieldFilters, parameters, type WithFields } from "@/shared/list/parameters";
import { useOnceKey } from "@/shared/onceKey";

type Schemas = components["schemas"];
export type CustomerQuery = WithFields<QueryOf<"/api/v1/customers">>;
export type Selection = Schemas["Selection"];
export type MailingBody = Schemas["MailingBody"];
export type Mailing = Schemas["MailingRow"];

export const KINDS = ["person", "company", "dealer"] as const;
export const FILTERS = [
  "q",
  "category",
  "source",
  "level",
  "kind",
  "tag",
  "owner",
  "provisional",
  "region",
  "region_name",
  "unit",
  "without",
  "from",
  "to",
] as const;
export const WITHOUT = ["category", "source", "level", "owner", "region", "province", "tag"] as const;
const MAILINGS = ["customer-mailings"] as const;
const EVERY_MS = 2_000;

/** What the address says, as the API asks for it. */
export function narrowedBy(
  values: Readonly<Partial<Record<string, string>>>,
  fields: readonly { code: string }[],
): CustomerQuery {
  return {
    q: values.q,
    category: values.category,
    source: values.source,
    level: values.level,
    kind: KINDS.find((one) => one === values.kind),
    tag: values.tag,
    owner: values.owner,
    provisional: values.provisional === undefined ? undefined : values.provisional === "true",
    region: /^\d{2,6}$/.test(values.region ?? "") ? values.region : undefined,
    region_name: values.region_name,
    unit: values.unit,
    without: WITHOUT.find((one) => one === values.without),
    created_from: values.from,
    created_to: values.to,
    field: fieldFilters(
      fields.map((one) => one.code),
      values,
    ),
  };
}

/** The same for a message to all of them: fields are named as in an address. */
export function forAll({ field, ...narrowed }: CustomerQuery): Schemas["CustomerFilters"] {
  const named = Object.entries(field ?? {}).map(([code, value]) => [`field.${code}`, value]);
  return { ...narrowed, field: Object.fromEntries(named) } as Schemas["CustomerFilters"];
}

export function useCustomers(query: CustomerQuery, enabled = true) {
  return useQuery({
    enabled,
    queryKey: ["customers", query],
    queryFn: () =>
      take(
        api.GET("/api/v1/customers", {
          params: { query },
          querySerializer: (asked) => new URLSearchParams(parameters(asked as CustomerQuery)).toString(),
        }),
      ),
    placeholderData: keepPreviousData,
  });
}

export function useDeleteCustomers() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (ids: string[]) => take(api.POST("/api/v1/customers/delete", { body: { ids } })),
    onSettled: () => client.invalidateQueries({ queryKey: ["customers"] }),
  });
}

/** How many would be written to, why others are not, and what the first one reads; nothing is sent. */
export function useMailingPreview(body: MailingBody | null) {
  return useQuery({
    queryKey: [...MAILINGS, "preview", body],
    queryFn: () => take(api.POST("/api/v1/customer-mailings/preview", { body: body as MailingBody })),
    enabled: body !== null,
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  });
}

export function useStartMailing() {
  const client = useQueryClient();
  const key = useOnceKey();
  return useMutation({
    mutationFn: (body: Schemas["NewMailing"]) =>
      take(api.POST("/api/v1/customer-mailings", { body, headers: { "Idempotency-Key": key(body) } })),
    // With another number of recipients than was shown it is refused: they are counted anew then.
    onSettled: () => client.invalidateQueries({ queryKey: MAILINGS }),
  });
}

/** The newest mailings; asked for again while one is running. */
export function useMailings() {
  return useQuery({
    queryKey: [...MAILINGS, "list"],
    queryFn: () => take(api.GET("/api/v1/customer-mailings", { params: { query: { page_size: 20 } } })),
    refetchInterval: ({ state }) => (state.data?.items.some((one) => one.state === "running") ? EVERY_MS : false),
  });
}

export function useCancelMailing() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => take(api.POST("/api/v1/customer-mailings/{id}/cancel", { params: { path: { id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: MAILINGS }),
  });
}
